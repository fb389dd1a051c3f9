import type { EditRefusal, Late, Rival, Saved } from '#counter/studio'
import type { Outcome } from '#kernel/outcome'
import { type Trouble, wordsIn } from './head.tsx'
import { type Author, namesFor } from './place.ts'
import { studioTexts } from './texts.ts'

/** Why a change was not made, with what somebody else wrote when she came first. */
export async function troubleOf(
  who: Author,
  done: Extract<Outcome<Saved, EditRefusal | Rival | Late>, { ok: false }>,
  edit: object,
): Promise<Trouble> {
  const t = studioTexts(who.locale)
  const { refusal } = done
  if (typeof refusal === 'string') return { sentence: t[refusal] }
  const names = await namesFor(who, [refusal.by])
  const mine = 'set' in edit ? wordsIn(edit.set as Parameters<typeof wordsIn>[0]).join(' · ') : ''
  const rivalName = refusal.by === null ? undefined : names.get(refusal.by)
  return { sentence: '', rival: refusal, mine, ...(rivalName !== undefined && { rivalName }) }
}
