import type { FastifyReply } from 'fastify'

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
