/** load/ owns the traffic: connections, requests and clocks. It never knows a scenario or a system. */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Answer, AnswerReader } from './answer.ts';

type Waiting = { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void };

/** Bytes that are read at once. */
const chunkSize = 64 * 1024;

/** One kept-alive HTTP/1.1 connection that carries one request at a time. */
export class Connection {
  readonly #port: number;
  /** Every answer is read into it: the load shares its cores, so each allocation counts. */
  readonly #chunk = Buffer.allocUnsafeSlow(chunkSize);
  readonly #reader = new AnswerReader();
  #socket: Socket | null = null;
  #waiting: Waiting | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  /** Opens the connection again if the server closed it while it was idle. */
  async open(): Promise<void> {
    if (this.#socket !== null && !this.#socket.destroyed && this.#socket.writable) return;
    const socket = connect({
      ...{ port: this.#port, host: '127.0.0.1', noDelay: true },
      onread: { buffer: this.#chunk, callback: (length) => this.#receive(this.#chunk.subarray(0, length)) },
    });
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
    await once(socket, 'connect');
    this.#reader.reset();
    this.#socket = socket;
  }

  /** Sends the bytes of one request and answers with what came back; rejects when the connection breaks. */
  send(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#socket === null) this.#fail(new Error('the connection is not open'));
      else this.#socket.write(request, 'latin1');
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  /** Goes on reading, whatever comes. */
  #receive(chunk: Buffer): true {
    // Nobody asked: the server says why it closes a connection that stood idle (RFC 9110 §15.5.9)
    const waiting = this.#waiting;
    if (waiting === null) return true;
    const answer = this.#reader.read(chunk);
    if (answer === null) return true;
    this.#waiting = null;
    waiting.resolve(answer);
    return true;
  }

  #fail(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#socket = null;
    waiting?.reject(error);
  }
}

/** Opens a connection, sends one request on it and closes it. */
export async function sendOnce(port: number, request: string): Promise<Answer> {
  const connection = new Connection(port);
  await connection.open();
  try {
    return await connection.send(request);
  } finally {
    connection.close();
  }
}
