/** A line of a small table: what it is, and what it says. */
export interface MailFact {
  readonly label: string
  readonly text: string
}

/** A sentence or more; or facts (number, tracking code); or the words of a person. Line breaks are kept. */
export type MailBlock = string | { readonly facts: readonly MailFact[] } | { readonly quote: string }

export interface MailLayout {
  readonly language: 'fr' | 'en'
  /** What the mail says in one line; its heading. */
  readonly title: string
  readonly collectivityName: string
  /** `#a63e22`; it carries white text. */
  readonly brandBase: string
  readonly paragraphs: readonly MailBlock[]
  /** One button. `href`: a whole address, http or https. */
  readonly action?: { readonly label: string; readonly href: string } | undefined
  readonly footer: readonly string[]
}

const fallbackBrand = '#a63e22'
const facadeColours = ['#e8c48f', '#dca07c', '#efdcb0', '#cf8663', '#d9c9a0', '#e5b69b']
const [ink, muted, line, paper] = ['#1c1b1a', '#5e5a54', '#dad6ce', '#fbfaf7']

/** The mail as a page: no table, no picture, no script; every text escaped. Throws TypeError on an address that is no web address. */
export function mailHtml(layout: MailLayout): string {
  const brand = /^#[0-9a-f]{6}$/i.test(layout.brandBase) ? layout.brandBase : fallbackBrand
  return `<!doctype html>
<html lang="${layout.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>${escapeHtml(layout.title)}</title>
</head>
<body style="margin:0;padding:0;background:${paper};color:${ink}">
<div style="max-width:600px;margin:0 auto;padding:24px 20px 40px;font:400 17px/1.5 'Atkinson Hyperlegible Next',system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif">
${band(brand)}
<p style="margin:20px 0 28px;font-size:17px;font-weight:700;color:${brand}">${escapeHtml(layout.collectivityName)}</p>
<main>
<h1 style="margin:0 0 20px;font-size:26px;line-height:1.25;font-weight:700">${escapeHtml(layout.title)}</h1>
${layout.paragraphs.map(blockHtml).join('\n')}
${layout.action ? actionHtml(layout.action, brand) : ''}
</main>
<div style="margin-top:36px;padding-top:16px;border-top:1px solid ${line};font-size:15px;color:${muted}">
${layout.footer.map((text) => `<p style="margin:0 0 8px">${linesHtml(text)}</p>`).join('\n')}
</div>
</div>
</body>
</html>
`
}

/** The same as plain text, from the same structure: what the page says, no less. */
export function mailText(layout: MailLayout): string {
  const { title, collectivityName, action } = layout
  const colon = layout.language === 'fr' ? '\u00a0: ' : ': '
  const parts = [
    collectivityName,
    `${title}\n${'='.repeat(title.length)}`,
    ...layout.paragraphs.map((block) => blockText(block, colon)),
    ...(action ? [`${action.label}${colon}\n${webAddress(action.href)}`] : []),
    // "-- " and its space: mail programs fold what follows (RFC 3676).
    ['-- ', ...layout.footer].join('\n'),
  ]
  return `${parts.map((part) => part.replaceAll(/\r\n?/g, '\n')).join('\n\n')}\n`
}

const band = (brand: string): string =>
  `<div aria-hidden="true" style="height:6px;background:${brand};background:linear-gradient(to right,${[
    ...facadeColours,
    brand,
  ]
    .map((colour, index, all) => `${colour} ${share(index, all.length)} ${share(index + 1, all.length)}`)
    .join(',')})"></div>`

const share = (index: number, count: number): string => `${Math.round((index / count) * 1000) / 10}%`

function blockHtml(block: MailBlock): string {
  if (typeof block === 'string') return `<p style="margin:0 0 16px">${linesHtml(block)}</p>`
  if ('quote' in block) {
    return `<blockquote style="margin:0 0 20px;padding:4px 0 4px 16px;border-left:4px solid ${line}">${linesHtml(block.quote)}</blockquote>`
  }
  const facts = block.facts.map(
    ({ label, text }) =>
      `<dt style="margin:0;font-size:15px;color:${muted}">${escapeHtml(label)}</dt><dd style="margin:0 0 10px;font-weight:700">${linesHtml(text)}</dd>`,
  )
  return `<dl style="margin:0 0 20px;padding:16px 18px 6px;background:#ffffff;border:1px solid ${line};border-radius:10px">${facts.join('')}</dl>`
}

function blockText(block: MailBlock, colon: string): string {
  if (typeof block === 'string') return block
  if ('quote' in block) return block.quote.replaceAll(/^/gm, '> ')
  return block.facts.map(({ label, text }) => `${label}${colon}${text}`).join('\n')
}

function actionHtml({ label, href }: NonNullable<MailLayout['action']>, brand: string): string {
  const address = escapeHtml(webAddress(href))
  return `<p style="margin:28px 0 12px"><a href="${address}" style="display:inline-block;padding:12px 22px;border-radius:8px;background:${brand};color:#ffffff;font-weight:700;text-decoration:none">${escapeHtml(label)}</a></p>
<p style="margin:0 0 16px;font-size:15px;color:${muted};overflow-wrap:anywhere">${address}</p>`
}

function webAddress(href: string): string {
  if (!URL.canParse(href) || !/^https?:$/.test(new URL(href).protocol)) throw new TypeError('not a web address')
  return href
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
const linesHtml = (text: string): string => escapeHtml(text).replaceAll(/\r\n?|\n/g, '<br>\n')
