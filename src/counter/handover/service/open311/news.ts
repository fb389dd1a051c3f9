import type { Row } from '#counter/open311'
import type { HandoverTools } from '../tools.ts'
import { ask, type Server } from './client.ts'
import { hearFor, noteFailure } from './hearing.ts'
import { type Going, keepNumber, nextNews } from './sending.ts'

/** Asks for a request's number by its token, or for where it stands. */
export async function askNews(tools: HandoverTools, server: Server, going: Going): Promise<void> {
  const { serviceRequestId: number, token } = going.there
  const path = number === null ? `tokens/${encodeURIComponent(token ?? '')}` : `requests/${encodeURIComponent(number)}`
  const said = await ask(tools, server, { path })
  // A request that is not there any more is asked for again: some servers show one a day late.
  if (!said.ok) return noteFailure(tools, going, said.fault === 'refused' ? 'not_there' : said.why)
  if (number === null) {
    const row = said.rows.find((each) => each['service_request_id'] !== undefined)
    return row ? keepNumber(tools, going, row) : noteFailure(tools, going, 'no_number_yet')
  }
  const row = said.rows.find((each) => each['service_request_id'] === number)
  // Another request than the one that was asked for says nothing of ours.
  return row ? tellNews(tools, going, row) : noteFailure(tools, going, 'unreadable')
}

async function tellNews(tools: HandoverTools, going: Going, row: Row): Promise<void> {
  const now = tools.clock.now()
  const notes = (row['status_notes'] ?? '').slice(0, 10_000)
  if (row['status']?.toLowerCase() === 'closed') {
    const text = notes === '' ? 'La demande est close.' : notes
    return hearFor(tools, going, {
      says: [{ type: 'handover.settled', body: { outcome: 'closed', text, files: [] } }],
      change: { endedAt: now, seen: notes, tries: 0, lastError: null },
    })
  }
  const seen = seenOf(row)
  const isNew = seen !== '' && seen !== going.there.seen
  return hearFor(tools, going, {
    says: isNew ? [{ type: 'handover.status', body: { phase: 'examined', label: seen.slice(0, 500) } }] : [],
    change: { seen, nextAt: nextNews(now), tries: 0, lastError: null },
  })
}

/** What a server says of an open request, in one sentence or some. */
function seenOf(row: Row): string {
  const expected = dayOf(row['expected_datetime'])
  return [row['status_notes'], row['service_notice'], expected === undefined ? undefined : `Prévu pour le ${expected}.`]
    .filter((part) => part !== undefined)
    .join(' ')
    .slice(0, 2000)
}

function dayOf(text: string | undefined): string | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text ?? '') ?? []
  return year === undefined ? undefined : `${day}/${month}/${year}`
}
