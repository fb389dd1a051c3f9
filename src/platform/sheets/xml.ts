// oxlint-disable-next-line no-control-regex
const unsafe = /[<>&"\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

/** A text as XML 1.0 can hold it; most have nothing to change. */
export function escaped(text: string): string {
  const formed = text.isWellFormed() ? text : text.toWellFormed()
  if (!unsafe.test(formed)) return formed
  return formed
    .replaceAll(forbidden, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

export const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
