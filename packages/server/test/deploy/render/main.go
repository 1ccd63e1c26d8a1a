// Renders the templates of a chart as Helm does, by Go's own engine: with the few functions that the chart uses, and the
// values given as JSON on standard input. Prints the documents that came of them, each behind a line of dashes.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"text/template"
)

func main() {
	if err := render(os.Args[1], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func render(folder string, in io.Reader, out io.Writer) error {
	var given map[string]any
	decoder := json.NewDecoder(in)
	decoder.UseNumber()
	if err := decoder.Decode(&given); err != nil {
		return err
	}
	chart := template.New("chart").Option("missingkey=error")
	chart.Funcs(template.FuncMap{
		"include": func(name string, data any) (string, error) {
			var text strings.Builder
			err := chart.ExecuteTemplate(&text, name, data)
			return text.String(), err
		},
		"required": func(message string, value any) (any, error) {
			if isEmpty(value) {
				return nil, errors.New(message)
			}
			return value, nil
		},
		"default": func(other, value any) any {
			if isEmpty(value) {
				return other
			}
			return value
		},
		"quote":  func(value any) string { return fmt.Sprintf("%q", fmt.Sprint(value)) },
		"toJson": func(value any) (string, error) { text, err := json.Marshal(value); return string(text), err },
		"nindent": func(spaces int, text string) string {
			pad := "\n" + strings.Repeat(" ", spaces)
			return pad + strings.ReplaceAll(strings.TrimLeft(text, "\n"), "\n", pad)
		},
	})
	files, err := filepath.Glob(filepath.Join(folder, "templates", "*"))
	if err != nil {
		return err
	}
	if _, err := chart.ParseFiles(files...); err != nil {
		return err
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".tpl") {
			continue
		}
		fmt.Fprintln(out, "---")
		if err := chart.ExecuteTemplate(out, filepath.Base(file), given); err != nil {
			return err
		}
		fmt.Fprintln(out)
	}
	return nil
}

func isEmpty(value any) bool {
	if value == nil {
		return true
	}
	return reflect.ValueOf(value).IsZero() || fmt.Sprint(value) == ""
}
