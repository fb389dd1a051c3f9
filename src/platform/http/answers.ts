import type { FastifyReply, FastifyRequest } from 'fastify'

/** A page of the site, as a whole document. */
export const sendPage = (reply: FastifyReply, html: string, status = 200): FastifyReply =>
  reply.code(status).type('text/html; charset=utf-8').send(html)

/** After a POST: the browser reads the next page, and Back or reload repeats nothing. */
export const seeOther = (reply: FastifyReply, to: string): FastifyReply => reply.redirect(to, 303)

/**
 * A path inside this site, or the fallback: an address given by the visitor never leads elsewhere.
 * @param path what came in a query or a field
 */
export function localPath(path: string | undefined, fallback: string): string {
  // eslint-disable-next-line no-control-regex
  if (path === undefined || !/^\/(?![/\\])[^\\\u0000-\u001f]*$/.test(path)) return fallback
  return path
}

/**
 * Whether the page that led here is ours. A form of ours may have: browsers then refuse a redirection to another site
 * (`form-action`), and a page has to stand between.
 */
export function comesFromHere(request: Pick<FastifyRequest, 'headers' | 'host'>): boolean {
  const { referer } = request.headers
  return referer !== undefined && URL.canParse(referer) && new URL(referer).host === request.host
}

/** The page shown leads to an address at once, by itself, without a script. */
export const leadOn = (reply: FastifyReply, to: string): FastifyReply => reply.header('refresh', `0; url=${to}`)
