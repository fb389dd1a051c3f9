import type { PrivacyTools } from '#counter/privacy'

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

type Json = Readonly<Record<string, unknown>>
const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

function written(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '<p>—</p>'
    return `<ol>${value.map((each) => `<li>${written(each)}</li>`).join('')}</ol>`
  }
  if (isRecord(value)) {
    const lines = Object.entries(value).map(([key, each]) => `<dt>${escape(key)}</dt><dd>${written(each)}</dd>`)
    return `<dl>${lines.join('')}</dl>`
  }
  if (value instanceof Date) return escape(value.toISOString())
  return value === null || value === undefined || value === ''
    ? '—'
    : escape(typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean))
}

/** A copy of somebody's data as a page that opens by itself, without us and without a network. */
export const readableCopy: PrivacyTools['readable'] = ({ title, locale, parts }) =>
  `<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}dt{font-weight:600}dd{margin:0 0 .5rem 1rem}</style>
<h1>${escape(title)}</h1>${parts.map((part) => `<section><h2>${escape(part.title)}</h2>${written(part.content)}</section>`).join('')}</html>`
