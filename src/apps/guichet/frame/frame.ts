import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import type { Assets } from '#platform/html'
import type { SiteInView } from '../../access/index.ts'

/** What surrounds a page, the same on all pages that one visitor sees of one site. */
export interface Frame {
  readonly locale: Locale
  readonly assets: Assets
  /** Undefined on the pages of the whole territory. */
  readonly site: SiteInView | undefined
  readonly territoryName: string
  /** Who is signed in. */
  readonly accountName: string | undefined
  /** Address of this page, where signing in and changing language come back to. */
  readonly here: string
}

/** The line of the menu that the page belongs to. */
export type MenuPlace = 'home' | 'procedures' | 'requests' | 'track'

export interface FramedContent {
  readonly title: string
  readonly description?: string | undefined
  /** As markup of ours when it was rendered before. */
  readonly main: VNode | string
  readonly menu?: MenuPlace | undefined
  /** Names of browser modules: `form.js`. */
  readonly scripts?: readonly string[] | undefined
  /** It shows figures, whose styles other pages do without. */
  readonly hasFigures?: boolean | undefined
  /** Kept out of search engines. */
  readonly isPrivate?: boolean | undefined
  /** The form on it was refused: the title says so first. */
  readonly isRefused?: boolean | undefined
}
