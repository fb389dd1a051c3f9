import type { AgentVisitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { type CaseAddress, listSearch, type ListQuery, readListQuery } from '../list/query.ts'
import { caseHref, readChoices, readPage, searchAt } from '../list/read.ts'
import { viewTexts } from '../list/texts.ts'
import { caseTexts } from './texts.ts'
import type { Neighbours } from './view.ts'

/** The query string that keeps the way back to the list, for links and forms of a case. */
export function fromOf(address: CaseAddress): string {
  if (address.rang === undefined) return ''
  const search = searchAt(readListQuery(address), address)
  return `${search === '' ? '?' : `${search}&`}rang=${address.rang}`
}

/** The list that a case was opened from, and the lines before and after it there. */
export async function neighboursOf(
  app: App,
  who: AgentVisitor,
  seen: { readonly caseId: string; readonly address: CaseAddress },
): Promise<Neighbours> {
  const { address, caseId } = seen
  const { locale } = who
  const base = `/bureau/${who.site.slug}/demandes`
  if (address.rang === undefined) {
    return { listHref: base, listLabel: caseTexts(locale).back, previousHref: undefined, nextHref: undefined }
  }
  const query = readListQuery(address)
  const way = { listHref: base + searchAt(query, address), listLabel: viewTexts(locale)[query.view] }
  return { ...way, ...(await linesAround(app, who, { query, caseId, address, base, rank: address.rang })) }
}

interface Place {
  readonly query: ListQuery
  readonly caseId: string
  readonly address: CaseAddress
  readonly base: string
  readonly rank: number
}

/**
 * A case that left the list since (it was settled) leaves its place to the one that followed: "next" goes on from
 * there, so that a list is worked through from the top.
 */
async function linesAround(app: App, who: AgentVisitor, { query, caseId, address, base, rank }: Place) {
  const choices = await readChoices(app, who)
  const page = await readPage(who, query, choices, address)
  const ids = page.dossiers.map(({ id }) => id)
  const found = ids.indexOf(caseId)
  const here = found === -1 ? rank : found
  const next = found === -1 ? here : here + 1
  const search = searchAt(query, address)
  const hrefAt = (index: number): string | undefined => {
    const id = ids[index]
    return id === undefined ? undefined : caseHref(base, id, { search, rank: index })
  }
  const nextHref = hrefAt(next)
  const isAtEnd = nextHref === undefined && page.after !== undefined
  return {
    previousHref: here === 0 ? undefined : hrefAt(here - 1),
    nextHref: isAtEnd ? await firstOf(page.after) : nextHref,
  }

  async function firstOf(after: string): Promise<string | undefined> {
    const following = await readPage(who, query, choices, { apres: after })
    const [first] = following.dossiers
    return first && caseHref(base, first.id, { search: listSearch(query, { after }), rank: 0 })
  }
}
