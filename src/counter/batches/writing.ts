import { wordsOfCase } from '#counter/dossiers'
import { fillBody, unfilledIn } from '#counter/replies'
import { type Context, systemContext } from '#platform/context'
import type { Deed } from './schema.ts'

interface Of {
  readonly collectivityId: string
  readonly dossierId: string
}

/** What a deed writes; undefined when it writes nothing that a person reads. */
const textOf = (deed: Deed): string | undefined =>
  deed.kind === 'message' ? deed.body : deed.kind === 'act' ? deed.text : undefined

/**
 * A deed with its text as one person will read it: in her language where it has it, filled with the words of her request, as answers
 * that agents keep are. The words are read as the platform reads them: who acts is asked for her rights by the act itself.
 * @returns `unfilled` when the text names something that this request does not have.
 */
export async function writtenFor(ctx: Context, deed: Deed, of: Of): Promise<Deed | 'unfilled'> {
  const text = textOf(deed)
  const english = deed.kind === 'message' ? deed.english : undefined
  if (text === undefined || (english === undefined && unfilledIn(text).length === 0)) return deed
  const system = systemContext(ctx, 'Actions groupées')
  const { dossier } = await wordsOfCase(system, of)
  const { words } = await wordsOfCase(system, of, dossier.locale)
  const agent = ctx.actor.kind === 'agent' ? ctx.actor.name : ''
  const filled = fillBody(dossier.locale === 'en' && english ? english : text, { ...words, agent })
  if (filled.missing.length > 0) return 'unfilled'
  return deed.kind === 'message' ? { kind: 'message', body: filled.text } : ({ ...deed, text: filled.text } as Deed)
}

/** What the first of some requests will read, for who reads them. */
export async function firstWritten(
  ctx: Context,
  deed: Deed,
  { collectivityId, dossierIds }: { readonly collectivityId: string; readonly dossierIds: readonly string[] },
): Promise<readonly { readonly dossierId: string; readonly text: string }[]> {
  const text = textOf(deed)
  if (text === undefined || unfilledIn(text).length === 0) return []
  const each = await Promise.all(
    dossierIds.map(async (dossierId) => {
      const written = await writtenFor(ctx, deed, { collectivityId, dossierId })
      return written === 'unfilled' ? [] : [{ dossierId, text: textOf(written) ?? '' }]
    }),
  )
  return each.flat()
}
