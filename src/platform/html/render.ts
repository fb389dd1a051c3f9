import type { JSX } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** The whole document that a browser receives. Text is escaped by Preact. */
export const render = (page: JSX.Element): string => `<!doctype html>${renderToString(page)}`

/** A part of a page, for an island that replaces what stands there. */
export const renderFragment = (part: JSX.Element): string => renderToString(part)
