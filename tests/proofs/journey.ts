import { formsOf, linksOf, type Values } from './forms.ts'
import { type Page, Person } from './person.ts'

/** A procedure that a person fills: where it is offered, and what she answers, by name of the controls. */
export interface Journey {
  readonly site: string
  readonly procedure: string
  readonly answers: Values
}

export interface Receipt {
  readonly number: string
  readonly trackingCode: string
  /** Address of the page that gives it. */
  readonly path: string
}

/** A procedure of the demonstration in three pages, as somebody named so would fill it. */
export const brokenLight = (site: string, name: string): Journey => ({
  site,
  procedure: 'lampadaire-en-panne',
  answers: {
    problem: 'off',
    'place.line': '12 rue de l’Exemple',
    'place.postalCode': '69960',
    'place.city': 'Exempleville',
    landmark: 'Devant la boulangerie, en face du square.',
    'applicant.givenName': 'Essai',
    'applicant.familyName': name,
    email: `${name.toLowerCase()}@exemple.test`,
    phone: '06 39 98 00 00',
    remarks: 'La rue est noire depuis hier soir, on ne voit plus le passage piéton.',
  },
})

/** Comes to the procedure's page and follows its link to the first page of the form. */
export async function beginForm(person: Person, { site, procedure }: Journey): Promise<Page> {
  const home = await person.open(`/${site}/demarches/${procedure}`)
  const start = linksOf(home.html).find((link) => link.includes('/demande/'))
  if (start === undefined) throw new Error(`no link to begin on ${home.path} (${home.status})`)
  return person.open(start)
}

const formOf = (page: Page) =>
  formsOf(page.html).find(({ method, action }) => method === 'post' && action.includes('/demande/'))

/** Fills the pages one after another until the summary, the last before sending. */
export async function fillPages(person: Person, journey: Journey, first: Page): Promise<Page> {
  let page = first
  for (let turn = 0; turn < 20; turn++) {
    const form = formOf(page)
    if (!form) throw new Error(`no form on ${page.path} (${page.status})`)
    if (form.controls.some(({ name }) => name === 'declaration')) return page
    const next = await person.press(page, form, journey.answers)
    if (next.status === 422) throw new Error(`refused on ${next.path}: ${faultsOf(next)}`)
    page = next
  }
  throw new Error(`the form never ends: ${page.path}`)
}

/** Ticks the declaration, sends, and reads the receipt. */
export async function send(person: Person, summary: Page): Promise<Receipt> {
  const form = formOf(summary)
  if (!form) throw new Error(`nothing to send on ${summary.path}`)
  return readReceipt(await person.press(summary, form, { declaration: 'yes' }))
}

export function readReceipt(page: Page): Receipt {
  const text = page.html.replaceAll(/<[^>]*>/g, ' ')
  const number = /\b[A-Z]{3}-\d{4}-\d{5,}\b/.exec(text)?.[0]
  const trackingCode = /\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}\b/.exec(text)?.[0]
  if (number === undefined || trackingCode === undefined) {
    throw new Error(`no receipt on ${page.path} (${page.status}): ${faultsOf(page)}`)
  }
  return { number, trackingCode, path: page.path }
}

/** The whole way, from the procedure's page to the receipt. */
export async function fileRequest(person: Person, journey: Journey): Promise<Receipt> {
  const first = await beginForm(person, journey)
  return send(person, await fillPages(person, journey, first))
}

const faultsOf = ({ html }: Page): string =>
  (/<h1[^>]*>[\s\S]*?<\/h1>/.exec(html)?.[0] ?? html.slice(0, 300)).replaceAll(/<[^>]*>/g, ' ').trim() +
  [...html.matchAll(/class="(?:error|errors)[^"]*"[^>]*>([\s\S]{0,400})/g)]
    .map(
      ([, inside = '']) =>
        ` | ${inside
          .replaceAll(/<[^>]*>/g, ' ')
          .replaceAll(/\s+/g, ' ')
          .trim()}`,
    )
    .join('')
