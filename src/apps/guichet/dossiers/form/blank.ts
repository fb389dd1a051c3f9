import { dayOf } from '#kernel/calendar'
import type { Page } from '#counter/procedures'
import { renderFragment } from '#platform/html'
import type { App } from '../../../app.ts'
import { FormPage } from './form.page.tsx'
import type { FormState } from './state.ts'
import { formPageProps } from './view.ts'

/** Stands for the key of one showing, in the page as it is remembered. */
const keyMark = '\uE001'

/** Pages in which nothing is typed, by the revision they belong to: it never changes, and is one object per process. */
const pages = new WeakMap<object, Map<string, Promise<readonly string[]>>>()
const mostPages = 500

/**
 * The first page of a form that nobody has begun, the same for all who are not signed in: drawn once for each site,
 * language and day. What the collectivity sets for itself is read each time and tells pages apart.
 */
export async function blankPage(app: App, state: FormState, page: Page, key: string): Promise<string> {
  const parts = await remembered(app, state, page)
  return parts.join(key)
}

function remembered(app: App, state: FormState, page: Page): Promise<readonly string[]> {
  const { definition, offer, who, procedureHref } = state
  const known = pages.get(definition) ?? new Map<string, Promise<readonly string[]>>()
  pages.set(definition, known)
  const today = dayOf(app.clock.now())
  const name = `${who.locale} ${today} ${page.id} ${procedureHref} ${who.site.slug} ${JSON.stringify(offer.options.contact)}`
  const before = known.get(name)
  if (before) return before
  if (known.size >= mostPages) known.clear()
  const drawn = draw(app, state, page)
  known.set(name, drawn)
  drawn.catch(() => known.delete(name))
  return drawn
}

const draw = async (app: App, state: FormState, page: Page): Promise<readonly string[]> =>
  renderFragment(FormPage({ ...(await formPageProps(app, state, page)), key: keyMark })).split(keyMark)
