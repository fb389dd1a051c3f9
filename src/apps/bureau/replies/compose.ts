import { type Dossier, wordsOfCase } from '#counter/dossiers'
import { listOfferedLetters } from '#counter/letters'
import { insertReply, offeredReplies, type Reply } from '#counter/replies'
import { AppError } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { safeFileName } from '#platform/files'
import { systemContext } from '#platform/context'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { formats } from '#platform/i18n'
import type { AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import type { DepositedFile } from '../../attachments/index.ts'
import { replyTexts } from './texts.ts'

/** What helps to write on a case: ready answers, the most used first, and the letters of the collectivity. */
export interface Composer {
  readonly replies: readonly Reply[]
  readonly letters: readonly { readonly slug: string; readonly name: string }[]
}

export async function readComposer(tx: Tx, ctx: Pick<Context, 'actor'>, dossier: Dossier): Promise<Composer> {
  const { collectivityId } = dossier
  const [replies, letters] = await Promise.all([
    offeredReplies(tx, ctx, dossier),
    listOfferedLetters(tx, collectivityId),
  ])
  return { replies, letters }
}

interface About {
  readonly app: App
  readonly who: AgentVisitor
  /** A case that she was found to reach. */
  readonly dossierId: string
}

/** What an insertion gives: more text, a file, a remark; or what is to be corrected. */
interface Composed {
  readonly text?: string
  readonly file?: DepositedFile
  readonly remark?: string
  readonly error?: { readonly fieldId: string; readonly message: string }
}

const keyOf = ({ who, dossierId }: About) => ({ collectivityId: who.site.id, dossierId })

/** A ready answer after what is typed, in the language of the person of the case. */
export async function insertedText(about: About, replyId: string, typed: string): Promise<Composed> {
  const { app, who } = about
  const t = replyTexts(who.locale)
  if (!isId(replyId)) return { error: { fieldId: 'modele', message: t.nothingPicked } }
  const system = systemContext(app, 'Réponses types')
  const { dossier } = await wordsOfCase(system, keyOf(about))
  const { words } = await wordsOfCase(system, keyOf(about), dossier.locale)
  const agent = `${who.account.givenName} ${who.account.familyName}`.trim()
  const inserted = await insertReply(who.context, {
    collectivityId: who.site.id,
    replyId,
    words: { ...words, agent },
    locale: dossier.locale,
  })
  const missing = formats(who.locale).list(inserted.missing.map((name) => `{${name}}`))
  return {
    text: [typed.trim(), inserted.text].filter(Boolean).join('\n\n'),
    remark: inserted.missing.length === 0 ? t.inserted : t.insertedMissing(missing),
  }
}

const mediaTypes = {
  pdf: 'application/pdf',
  odt: 'application/vnd.oasis.opendocument.text',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const

/** A letter filled with the words of the case, ready to leave with the message. */
export async function letterMade(about: About, slug: string): Promise<Composed> {
  const { app, who } = about
  const t = replyTexts(who.locale)
  const letters = await app.db.readCollectivity(who.site.id, (tx) => listOfferedLetters(tx, who.site.id))
  const chosen = letters.find((each) => each.slug === slug)
  if (!chosen) return { error: { fieldId: 'courrier', message: t.nothingPicked } }
  const { words, rows } = await wordsOfCase(systemContext(app, 'Courriers'), keyOf(about))
  const texts = Object.fromEntries(Object.entries(words).map(([name, word]) => [name, word ?? '']))
  const filled = await filledLetter(app, { collectivityId: who.site.id, slug }, { ...texts, ...rows })
  const stored = filled && (await app.files.put(inOne(filled.bytes), { name: `document.${filled.format}` }))
  if (!filled || !stored?.ok) return { error: { fieldId: 'courrier', message: t.letterFailed } }
  const { digest, size, mediaType } = stored.value
  const name = safeFileName(`${chosen.name}.${filled.format}`, mediaTypes[filled.format])
  return {
    file: { digest, size, mediaType, name },
    remark: filled.whyNotPdf === undefined ? t.letterMade : t.letterNotPdf,
  }
}

async function filledLetter(
  app: App,
  key: { readonly collectivityId: string; readonly slug: string },
  values: Parameters<App['letters']['fill']>[2],
) {
  try {
    return await app.letters.fill(app, key, values)
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('letters.')) return undefined
    throw error
  }
}

/** One chunk, as the store reads contents. */
async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
