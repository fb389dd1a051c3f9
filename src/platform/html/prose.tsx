import type { ComponentChildren, VNode } from 'preact'

/**
 * What an author wrote to be read: paragraphs parted by a blank line, lists of lines that begin with a dash, links as
 * `[words](address)`. Anything else stays as it is written; no address leads to a script.
 */
export const Prose = ({ text }: { readonly text: string }): VNode => (
  <>
    {text
      .replaceAll('\r\n', '\n')
      .trim()
      .split(/\n{2,}/)
      .flatMap((block) => piecesOf(block.split('\n')))}
  </>
)

const item = /^\s*[-•]\s+/

/** The lines of one block: its paragraphs and its lists, in order. */
function piecesOf(lines: readonly string[]): VNode[] {
  const runs: { readonly isList: boolean; readonly lines: string[] }[] = []
  for (const line of lines) {
    const isList = item.test(line)
    const last = runs.at(-1)
    if (last?.isList === isList) last.lines.push(line)
    else runs.push({ isList, lines: [line] })
  }
  return runs.map((run) =>
    run.isList ? (
      <ul>
        {run.lines.map((line) => (
          <li>{linked(line.replace(item, ''))}</li>
        ))}
      </ul>
    ) : (
      <p>{run.lines.flatMap((line, index) => (index === 0 ? linked(line) : [<br />, ...linked(line)]))}</p>
    ),
  )
}

const link = /\[([^\][]{1,300})\]\(([^()\s]{1,2000})\)/g

/** A line with its links. */
function linked(line: string): ComponentChildren[] {
  const pieces: ComponentChildren[] = []
  let from = 0
  for (const found of line.matchAll(link)) {
    const [whole, words = '', address = ''] = found
    const href = safeHref(address)
    // A picture is not a link.
    if (href === undefined || line[found.index - 1] === '!') continue
    pieces.push(line.slice(from, found.index), <a href={href}>{words}</a>)
    from = found.index + whole.length
  }
  return [...pieces, line.slice(from)]
}

/** A page of the platform or of the web, an address to write to, a number to call; no name and password in it. */
function safeHref(address: string): string | undefined {
  if (/^\/(?![/\\])/.test(address)) return address
  const url = URL.parse(address)
  if (!url || url.username !== '' || url.password !== '') return undefined
  return ['https:', 'http:', 'mailto:', 'tel:'].includes(url.protocol) ? url.href : undefined
}
