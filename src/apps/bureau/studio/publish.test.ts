import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding } from '#counter/studio'
import { procedureProblem, problemWords } from '../../cli/problems.ts'
import { sentenceOf } from './publish.page.tsx'

const found = (form: Extract<Finding['problem'], { form: unknown }>['form']): Finding => ({
  key: 'form',
  isBlocking: true,
  place: {},
  where: { fr: 'Page « Le lieu »', en: 'Page “The place”' },
  problem: { form },
})

/** Whatever spaces French puts before its punctuation. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ')

test('une faute de formulaire se lit dans la langue de la page', () => {
  const late = { where: [], code: 'condition_later_field', detail: 'sol' } as const
  assert.equal(
    plain(sentenceOf(found(late), 'fr')),
    'Page « Le lieu » : la condition lit « sol », qui n’est pas demandé avant.',
  )
  assert.equal(
    plain(sentenceOf(found(late), 'en')),
    'Page “The place”: the condition reads “sol”, which is not asked before.',
  )
  const long = { where: [{ part: 'field', name: 'rue' }], code: 'too_long', detail: '80' } as const
  assert.equal(procedureProblem(long, 'fr'), 'champ rue : le texte est trop long (au plus 80).')
  assert.equal(procedureProblem(long, 'en'), 'field rue: the text is too long (at most 80).')
  for (const code of ['cycle', 'never_asked', 'bad_pattern', 'capitals', 'missing_english'] as const)
    assert.doesNotMatch(problemWords({ code, detail: 'x' }, 'en'), /[«»’àéè]| : /, code)
})
