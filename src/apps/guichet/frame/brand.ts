import { createHash } from 'node:crypto'
import { brandStylesheet } from '#platform/html'
import { type Brand, ofName, type Site } from '#territory/collectivities'
import type { SiteInView } from '../../access/index.ts'
import { frameTexts } from './texts.ts'

/** The colours of the platform, for a collectivity that has chosen none. */
const defaultBrand: Brand = { base: '#a63e22' }

const brandOf = (site: Site): Brand => site.brand ?? defaultBrand

interface BrandSheet {
  readonly css: string
  /** First digits of its fingerprint: in its address, so that it may be kept for ever. */
  readonly hash: string
}

const sheets = new WeakMap<Site, BrandSheet>()

/** The stylesheet of a site's colours; undefined for the platform's own. */
export function brandSheet(site: Site): BrandSheet | undefined {
  if (site.brand === null) return undefined
  const known = sheets.get(site)
  if (known) return known
  const css = brandStylesheet(site.brand)
  const sheet = { css, hash: createHash('sha256').update(css).digest('hex').slice(0, 10) }
  sheets.set(site, sheet)
  return sheet
}

export function brandHref(site: SiteInView): string | undefined {
  const sheet = brandSheet(site)
  return sheet && `${site.base}/couleurs/${sheet.hash}.css`
}

export const themeColour = (site: Site | undefined): string => (site ? brandOf(site).base : defaultBrand.base)

/** The initial that stands under the arch. */
export const monogramOf = (name: string): string =>
  name
    .replace(/^(Les?|La|L['’])\s*/i, '')
    .charAt(0)
    .toUpperCase()

/** What the site is called: "Mairie de Bourg-Exemple"; a métropole or a syndicate bears its own name. */
export const siteName = (site: Site): string =>
  site.kind === 'commune' ? frameTexts('fr').townHall(ofName(site.name)) : site.name

/** The icon of a site on a phone's home screen: its initial under an arch, within the zone that no mask cuts. */
export function siteIcon(site: Site | undefined, territoryName: string): string {
  const letter = monogramOf(site?.name ?? territoryName).replaceAll(/[<>&"']/g, '')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><path fill="#fbfaf7" d="M0 0h512v512H0z"/><path fill="${themeColour(site)}" d="M126 416V226a130 130 0 0 1 260 0v190z"/><path d="M147 416V226a109 109 0 0 1 218 0v190" fill="none" stroke="#fff" stroke-width="7" opacity=".8"/><text x="256" y="338" text-anchor="middle" font-family="system-ui,sans-serif" font-size="160" font-weight="760" fill="#fff">${letter}</text></svg>`
}
