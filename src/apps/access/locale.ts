import type { FastifyRequest } from 'fastify'
import { type Locale, locales } from '#kernel/localized'
import { languageCookie } from './cookies.ts'

/** The visitor's choice, else her account's language, else her browser's, else French. */
export function chooseLocale(request: Pick<FastifyRequest, 'cookies' | 'headers'>, ofAccount?: Locale): Locale {
  return locales.find((locale) => locale === request.cookies[languageCookie]) ?? ofAccount ?? ofBrowser(request)
}

/** The first of our languages in `Accept-Language`; browsers send them by order of preference. */
function ofBrowser(request: Pick<FastifyRequest, 'headers'>): Locale {
  const wanted = (request.headers['accept-language'] ?? '')
    .split(',', 10)
    .map((item) => item.trim().slice(0, 2).toLowerCase())
  return wanted.map((tag) => locales.find((locale) => locale === tag)).find((locale) => locale !== undefined) ?? 'fr'
}
