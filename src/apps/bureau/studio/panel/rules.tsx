import type { VNode } from 'preact'
import type { Json } from '#counter/studio'
import { describe, describeCondition, type Expression } from '#kernel/expression'
import { Fieldset, Icon, Select, TextInput } from '#platform/html'
import { asText, type Control, type Drawing, faultAt, inputOf, readAs, type Said, sayingOf, typedAt } from './panel.ts'
import { Pieces } from './pieces.tsx'
import { namesIn, readIn, readingOf, subjectOptions } from './subjects.ts'
import { panelTexts } from './texts.ts'

/** Saves the panel, then opens the builder of one of its rules. */
export function RuleButton(
  at: Drawing,
  { rule, key, name }: { rule: 'si' | 'valeur'; key: string; name: string },
): VNode {
  const t = panelTexts(at.around.locale)
  const isThere = (at.node[key] ?? null) !== null && at.node[key] !== true
  const label = rule === 'valeur' ? t.compute : isThere ? t.change_rule : t.write_rule
  return (
    <button
      class="btn quiet small"
      type="submit"
      name="geste"
      value={`${at.act}:${rule}:${at.prefix}${key}`}
      aria-label={`${label} : ${name}`}
    >
      {Icon({ name: 'git-branch', size: 'small' })}
      {label}
    </button>
  )
}

/** When something is done or offered: read in a sentence, written in the builder of rules. */
export const condition = (key: string, said: Said): Control => ({
  draw: (at) => {
    const t = panelTexts(at.around.locale)
    const now = at.node[key] ?? null
    const { label } = sayingOf(at, said)
    return Fieldset({
      id: at.prefix + key,
      legend: label,
      children: Pieces({
        id: at.prefix + key,
        children: (
          <>
            {now === null || now === true ? (
              <p class="meta">{t.always}</p>
            ) : (
              <p class="cond">
                {describeCondition(now as unknown as Expression, namesIn(at.around), at.around.locale)}
              </p>
            )}
            {RuleButton(at, { rule: 'si', key, name: label })}
          </>
        ),
      }),
    })
  },
  // What has no condition yet, and needs one, is always so until it is written.
  read: (at) => readAs(key, at.node[key] ?? (said.isOptional ? null : true)),
})

/** A value: written, read somewhere, or kept as it is worked out. */
export const value = (key: string, said: Said): Control => ({
  draw: (at) => {
    const t = panelTexts(at.around.locale)
    const now = at.node[key]
    const read = readIn(now)
    const isKept = Array.isArray(now) && read === undefined
    const literal = isKept || read !== undefined ? '' : typeof now === 'boolean' ? '' : asText(now)
    const source = isKept ? 'garder' : (read ?? (typeof now === 'boolean' ? String(now) : now === null ? 'vide' : ''))
    return (
      <>
        {Select({
          ...inputOf(at, key, source),
          ...sayingOf(at, said),
          emptyLabel: t.written_beside,
          options: [
            ...(isKept
              ? [
                  {
                    value: 'garder',
                    label: t.keep_value(describe(now as unknown as Expression, namesIn(at.around), at.around.locale)),
                  },
                ]
              : []),
            { value: 'true', label: t.yes },
            { value: 'false', label: t.no },
            { value: 'vide', label: t.nothing },
            ...subjectOptions(at.around),
          ],
        })}
        {TextInput({ ...inputOf(at, `${key}.texte`, literal), label: t.written, hint: t.written_hint })}
        {now !== undefined && RuleButton(at, { rule: 'valeur', key, name: sayingOf(at, said).label })}
      </>
    )
  },
  read: (at) => {
    const source = typedAt(at, key)
    if (source === 'garder') return readAs(key, at.node[key] ?? null)
    if (source === 'true' || source === 'false') return readAs(key, source === 'true')
    if (source === 'vide') return readAs(key, null)
    if (source !== '') return readAs(key, readingOf(source) as Json)
    const typed = typedAt(at, `${key}.texte`)
    if (typed === '') return readAs(key, null, said.isOptional ? [] : [faultAt(at, `${key}.texte`, 'empty', said)])
    return readAs(key, isNumber(typed) ? Number(typed.replace(',', '.')) : typed)
  },
})

/** "12" and "3,5", but not "069" nor "06 01": those are codes. */
const isNumber = (typed: string): boolean => /^-?(0|[1-9]\d{0,14})([.,]\d+)?$/.test(typed)
