// The page that explains an error.

import { escapeHtml } from "../http/escape.ts";
import { percentFormat } from "../http/percent-format.ts";

/** The template of the error page: Python's, with its `%(code)d`, `%(message)s` and `%(explain)s`. */
export const DEFAULT_ERROR_MESSAGE = `\
<!DOCTYPE HTML>
<html lang="en">
    <head>
        <meta charset="utf-8">
        <title>Error response</title>
    </head>
    <body>
        <h1>Error response</h1>
        <p>Error code: %(code)d</p>
        <p>Message: %(message)s.</p>
        <p>Error code explanation: %(code)s - %(explain)s.</p>
    </body>
</html>
`;

export const DEFAULT_ERROR_CONTENT_TYPE = "text/html;charset=utf-8";

/** Fills in a template; `&`, `<` and `>` of the texts are escaped. */
export function errorPage(template: string, code: number, message: string, explain: string): Buffer {
  const texts = { code, message: escapeHtml(message), explain: escapeHtml(explain) };
  return Buffer.from(percentFormat(template, texts));
}
