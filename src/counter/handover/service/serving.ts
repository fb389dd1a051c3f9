import { openDossierAttachmentFor } from '#counter/dossiers'
import { AppError, notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { readSigned } from '#platform/webhooks'
import type { Handover, HandoverKey, Partner, PartnerKey, StoredMessage } from '../schema.ts'
import { findHandoverRow, listToCompareRows } from '../store/handovers.ts'
import { listMessageRows, listToFetchRows, markFetchedRows } from '../store/messages.ts'
import { findPartnerRow } from '../store/partners.ts'
import { isBearer } from './bearer.ts'
import { type HandoverTools, secretsOf } from './tools.ts'

/** What a partner's tool asks of us, once it has proved who it is. */

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * The partner who signed a message, and the message's id; undefined for anybody else, and for one that was closed.
 * @param body as it came, byte for byte.
 */
export const knowSender =
  (tools: HandoverTools) =>
  async (
    key: PartnerKey,
    { headers, body }: { readonly headers: Headers; readonly body: string },
  ): Promise<{ readonly partner: Partner; readonly id: string } | undefined> => {
    const known = await find(tools, key)
    if (!known) return undefined
    const signed = readSigned(known.secrets, { headers, body, now: tools.clock.now() })
    const id = signed?.replace(/^msg_/, '')
    return id !== undefined && isId(id) ? { partner: known.partner, id } : undefined
  }

/** The partner who holds this key; undefined for anybody else. */
export const knowReader =
  (tools: HandoverTools) =>
  async (key: PartnerKey, authorization: string | undefined): Promise<Partner | undefined> => {
    const known = await find(tools, key)
    return known && isBearer(authorization, known.secrets) ? known.partner : undefined
  }

async function find({ db, secrets, clock }: HandoverTools, key: PartnerKey) {
  const sealed = await db.readCollectivity(key.collectivityId, (tx) => findPartnerRow(tx, key))
  if (!sealed || sealed.mode === 'open311') return undefined
  const { secret: _secret, previousSecret: _previous, ...partner } = sealed
  return { partner, secrets: secretsOf(secrets, sealed, clock.now()) }
}

/** A request in a comparison of lists. */
export interface Listed {
  readonly handover: string
  readonly role: Handover['role']
  readonly state: Handover['state']
  readonly sent: number
  readonly received: number
}

const pageSize = 500

/** Days after which an ended one is no longer compared. */
const comparedDays = 30

export const listedOf = ({ id, role, state, sent, received }: Handover): Listed => ({
  handover: id,
  role,
  state,
  sent,
  received,
})

/** For a comparison, page by page in the order of ids: what is under way, and what changed for 30 days. */
export const listFor =
  (tools: Pick<HandoverTools, 'db' | 'clock'>) =>
  async (
    { collectivityId, partnerId }: PartnerKey,
    after: string | undefined,
  ): Promise<{ readonly handovers: readonly Listed[]; readonly next: string | undefined }> => {
    const since = new Date(tools.clock.now().getTime() - comparedDays * 86_400_000)
    const rows = await tools.db.readCollectivity(collectivityId, (tx) =>
      listToCompareRows(tx, { collectivityId, partnerId }, { since, after, limit: pageSize }),
    )
    return { handovers: rows.map(listedOf), next: rows.length === pageSize ? rows.at(-1)?.id : undefined }
  }

export interface Posted {
  readonly id: string
  readonly type: string
  readonly timestamp: string
  readonly data: unknown
}

const posted = ({ id, type, at, data }: StoredMessage): Posted => ({
  id: `msg_${id}`,
  type,
  timestamp: at.toISOString(),
  data,
})

/** What waits for a partner that fetches: 100 at most, the oldest first; they wait until it says that it has them. */
export const waitingFor =
  (tools: Pick<HandoverTools, 'db'>) =>
  async (key: PartnerKey): Promise<readonly Posted[]> =>
    (await tools.db.readCollectivity(key.collectivityId, (tx) => listToFetchRows(tx, key, 100))).map(posted)

/** @returns how many it had not said before. */
export const acknowledge =
  (tools: Pick<HandoverTools, 'db' | 'clock'>) =>
  (key: PartnerKey, ids: readonly string[]): Promise<number> =>
    tools.db.withCollectivity(key.collectivityId, (tx) =>
      markFetchedRows(tx, key, ids.map((id) => id.replace(/^msg_/, '')).filter(isId), tools.clock.now()),
    )

/** What we said about one request after a place: for who lost some of it. */
export const messagesAfter =
  (tools: Pick<HandoverTools, 'db'>) =>
  (key: HandoverKey & PartnerKey, after: number): Promise<readonly Posted[]> =>
    tools.db.readCollectivity(key.collectivityId, async (tx) => {
      await getHandover(tx, key)
      return (await listMessageRows(tx, key, { direction: 'out', after, limit: 200 })).map(posted)
    })

/**
 * A file of a request, for the partner who has it or had it.
 * @throws AppError `not_found handover.no_handover`, `not_found dossiers.no_attachment`
 */
export const fileFor = (tools: Pick<HandoverTools, 'db'>) => (key: HandoverKey & PartnerKey, attachmentId: string) =>
  tools.db.readCollectivity(key.collectivityId, async (tx) => {
    const { dossierId, state } = await getHandover(tx, key)
    if (dossierId === null || state === 'taken_back') throw notFound('handover.no_handover', key.handoverId)
    return openDossierAttachmentFor(tx, { collectivityId: key.collectivityId, dossierId, attachmentId })
  })

async function getHandover(
  tx: Parameters<typeof findHandoverRow>[0],
  key: HandoverKey & PartnerKey,
): Promise<Handover> {
  const found = isId(key.handoverId) ? await findHandoverRow(tx, key) : undefined
  if (found?.partnerId !== key.partnerId) throw new AppError('not_found', 'handover.no_handover')
  return found
}
