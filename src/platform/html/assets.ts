import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { minifyStylesheet } from './stylesheet.ts'

/** A file served under `/assets/`, whose name changes with its content: it may be kept for ever. */
export interface AssetFile {
  readonly mediaType: string
  readonly body: Buffer
  /** Compressed when first asked, then kept. Absent where compressing gains nothing: a typeface is compressed already. */
  readonly gzip?: () => Promise<Buffer>
  readonly brotli?: () => Promise<Buffer>
  readonly cacheControl: 'public, max-age=31536000, immutable'
}

/** A module for browsers: `{ name: 'search.js', source }`. */
export interface BrowserModule {
  readonly name: string
  readonly source: string | Buffer
}

export interface Assets {
  /** Address of an asset by its plain name: `style.css` → `/assets/style.3fa9c1d2e0.css`. Throws on an unknown name. */
  readonly assetHref: (name: string) => string
  readonly files: ReadonlyMap<string, AssetFile>
}

const typeface = 'atkinson-hyperlegible-next-latin.woff2'

/** Each stylesheet served, and the sources it is made of, in order. */
const stylesheets = {
  'style.css': [
    'tokens',
    'base',
    'layout',
    'header',
    'buttons',
    'notices',
    'cards',
    'search',
    'procedure',
    'form',
    'choices',
    'pictures',
    'tracking',
    'guichet',
    'navigation',
    'table',
    'modes',
  ],
  'bureau.css': ['bureau', 'filters', 'case', 'studio', 'figures'],
  // For pages of the guichet that show figures.
  'figures.css': ['figures'],
} as const

/** Our mark as the site's icon; its colour suits light and dark tabs. */
const siteIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path fill="#a63e22" d="M4 48V20a20 20 0 0 1 40 0v28z"/><g fill="none" stroke="#fff" stroke-width="3"><path d="M12 48V21a12 12 0 0 1 24 0v27"/><path d="M20 48V25a4 4 0 0 1 8 0v23" fill="#ffd98a" stroke="none"/></g></svg>'

const mediaTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

function nameAndPath(name: string, body: Buffer): { ending: string; path: string } {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10)
  const dot = name.lastIndexOf('.')
  return { ending: name.slice(dot + 1), path: `/assets/${name.slice(0, dot)}.${hash}${name.slice(dot)}` }
}

const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }

function once(make: () => Promise<Buffer>): () => Promise<Buffer> {
  let made: Promise<Buffer> | undefined
  return () => (made ??= make())
}

/**
 * Reads styles and typeface once, at the start of a process, and names them by their content. The browser's modules
 * come ready: a module that imports another must already name it by its address (`assetHref` of an earlier call will do).
 */
export function buildAssets(modules: readonly BrowserModule[] = []): Assets {
  const paths = new Map<string, string>()
  const files = new Map<string, AssetFile>()

  function add(name: string, source: string | Buffer): void {
    const body = Buffer.isBuffer(source) ? source : Buffer.from(source)
    const { ending, path } = nameAndPath(name, body)
    const mediaType = mediaTypes[ending]
    if (mediaType === undefined) throw new TypeError(`no media type is known for ${name}`)
    const file = { mediaType, body, cacheControl: 'public, max-age=31536000, immutable' } as const
    const packed = {
      gzip: once(() => promisify(gzip)(body, { level: 9 })),
      brotli: once(() => promisify(brotliCompress)(body, best)),
    }
    paths.set(name, path)
    files.set(path, ending === 'woff2' ? file : { ...file, ...packed })
  }
  function assetHref(name: string): string {
    const path = paths.get(name)
    if (path === undefined) throw new TypeError(`no asset is called ${name}`)
    return path
  }

  add(typeface, readFileSync(join(import.meta.dirname, 'fonts', typeface)))
  add('icon.svg', siteIcon)
  for (const [name, parts] of Object.entries(stylesheets)) {
    const css = parts.map((part) => readFileSync(join(import.meta.dirname, 'styles', `${part}.css`), 'utf8')).join('\n')
    // Stylesheet and typeface lie side by side, so a bare name leads from one to the other.
    add(name, minifyStylesheet(css).replaceAll(typeface, assetHref(typeface).slice('/assets/'.length)))
  }
  for (const { name, source } of modules) add(name, source)
  return { assetHref, files }
}
