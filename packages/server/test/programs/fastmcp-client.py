"""Calls the tool of a FastMCP server, signing in by itself. The browser is what BROWSER says."""

import asyncio
import sys

from fastmcp import Client


async def main():
    async with Client(sys.argv[1], auth="oauth") as client:
        print("subject", (await client.call_tool("whoami", {})).data)


asyncio.run(main())
