import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { type Letter, type Receipt, renderLetter, renderReceipt } from '#platform/pdf'
import { breakLines, linesForPage } from './text.ts'

const pageLabel = (page: number, pages: number) => `Page ${page} sur ${pages}`
const receipt: Receipt = {
  language: 'fr',
  collectivityName: 'Ville de Démonstration',
  brandBase: '#23564b',
  createdAt: new Date('2026-11-23T13:02:00Z'),
  title: 'Occuper la rue pour un déménagement',
  number: '2026-00042',
  trackingCode: 'K7QM-2FXD',
  submittedAt: 'lundi 23 novembre 2026 à 14 h 02',
  introduction: 'Votre demande est arrivée.',
  sections: [
    {
      title: 'Vous',
      lines: [
        { label: 'Nom', text: 'Exemple Zoé' },
        { label: 'Adresse', text: '12, rue de la Fontaine\n69000 Démonstration' },
      ],
    },
  ],
  labels: {
    receipt: 'Récépissé',
    number: 'Numéro',
    trackingCode: 'Code de suivi',
    submittedAt: 'Envoyée le',
    page: pageLabel,
  },
  footer: 'Gardez ce récépissé.',
}
const withText = (text: string): Receipt => ({
  ...receipt,
  sections: [{ title: 'Précisions', lines: [{ label: 'En quelques mots', text }] }],
})

/** The objects of a document, by number; streams inflated. Enough of a reader for what we write. */
function objectsOf(pdf: Buffer): Map<string, string> {
  const text = pdf.toString('latin1')
  const objects = new Map<string, string>()
  for (const { 1: id = '', 2: body = '' } of text.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const stream = /stream\n([\s\S]*)\nendstream/.exec(body)?.[1]
    const isPacked = stream !== undefined && body.includes('/FlateDecode')
    objects.set(
      id,
      isPacked ? body.replace(stream, () => inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')) : body,
    )
  }
  return objects
}

/** The text of each page, in the order it was written, decorations and foot of the page aside or not. */
function pagesOf(pdf: Buffer, { withArtifacts = false } = {}): string[] {
  const objects = objectsOf(pdf)
  const reference = (body: string, key: string) =>
    objects.get(new RegExp(`/${key} (\\d+) 0 R`).exec(body)?.[1] ?? '') ?? ''
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\n/.test(body))
  return pages.map((body) => {
    const content = reference(body, 'Contents')
    const fonts = new Map(
      [...reference(body, 'Resources').matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id = '']) => [
        name,
        readCmap(reference(objects.get(id) ?? '', 'ToUnicode')),
      ]),
    )
    const kept = withArtifacts ? content : content.replaceAll(/\/Artifact[\s\S]*?EMC/g, '')
    let letters = new Map<string, string>()
    let text = ''
    for (const [, font, shown] of kept.matchAll(/\/(F\d+) [\d.]+ Tf|\[(.*?)\] TJ/g)) {
      if (font) letters = fonts.get(font) ?? letters
      for (const [, codes = ''] of (shown ?? '').matchAll(/<([\da-f]+)>/g)) {
        text +=
          codes
            .match(/.{4}/g)
            ?.map((code) => letters.get(code) ?? '?')
            .join('') ?? ''
      }
      if (shown !== undefined) text += '|'
    }
    return text
  })
}

function readCmap(cmap: string): Map<string, string> {
  const letters = new Map<string, string>()
  for (const [, first = '', list = ''] of cmap.matchAll(/<([\da-f]{4})> <[\da-f]{4}> \[(.*?)\]/g)) {
    for (const [index, [, hex = '']] of [...list.matchAll(/<([\da-f]+)>/g)].entries()) {
      const code = (Number.parseInt(first, 16) + index).toString(16).padStart(4, '0')
      letters.set(code, Buffer.from(hex, 'hex').swap16().toString('utf16le'))
    }
  }
  return letters
}

test('le récépissé se lit dans l’ordre, comme une personne le lirait', async () => {
  const [page, ...more] = pagesOf(await renderReceipt(receipt))
  assert.equal(more.length, 0)
  assert.equal(
    page,
    [
      'Ville de Démonstration',
      'Récépissé',
      'Occuper la rue pour un déménagement',
      'Numéro',
      '2026-00042',
      'Code de suivi',
      'K7QM-2FXD',
      'Envoyée le',
      'lundi 23 novembre ',
      '2026 à 14 h 02',
      'Votre demande est arrivée.',
      'Vous',
      'Nom',
      'Exemple Zoé',
      'Adresse',
      '12, rue de la Fontaine ',
      '69000 Démonstration',
      'Gardez ce récépissé.',
      '',
    ].join('|'),
  )
})

test('le document dit sa langue, son titre et sa structure, et porte ses polices', async () => {
  const pdf = await renderReceipt(receipt)
  const all = [...objectsOf(pdf).values()].join('\n')
  assert.match(pdf.toString('latin1', 0, 8), /^%PDF-1\.7/)
  assert.match(pdf.toString('latin1'), /%%EOF\s*$/)
  assert.match(all, /\/Lang \(fr\)/)
  assert.match(all, /\/Marked true/)
  assert.match(all, /\/DisplayDocTitle true/)
  assert.match(all, /<pdfuaid:part>1</)
  assert.ok(all.includes(Buffer.from('Récépissé 2026-00042', 'utf8').toString('latin1')))
  for (const kind of ['Document', 'H1', 'H2', 'Sect', 'L', 'LI', 'Lbl', 'LBody', 'P']) {
    assert.match(all, new RegExp(`/S /${kind}\\n`), kind)
  }
  assert.doesNotMatch(all, /\/Type1\b/)
  assert.equal(all.match(/\/FontFile2/g)?.length, 2)
})

test('le même récépissé donne les mêmes octets', async () => {
  const [one, other] = [await renderReceipt(receipt), await renderReceipt(structuredCloneOf(receipt))]
  assert.ok(one.equals(other))
  assert.ok(!one.equals(await renderReceipt({ ...receipt, number: '2026-00043' })))
})
const structuredCloneOf = (one: Receipt): Receipt => ({
  ...one,
  sections: one.sections.map((section) => ({ ...section })),
})

test('un long texte passe les pages sans rien perdre, et chaque page a son numéro', async () => {
  const words = Array.from({ length: 3000 }, (_, index) => `mot${index}`)
  const pdf = await renderReceipt(withText(words.join(' ')))
  const pages = pagesOf(pdf)
  assert.ok(pages.length >= 5)
  assert.deepEqual(pages.join(' ').match(/mot\d+/g), words)
  for (const [index, page] of pagesOf(pdf, { withArtifacts: true }).entries()) {
    assert.ok(page.includes(`Page ${index + 1} sur ${pages.length}`))
  }
})

test('ni titre ni libellé ne reste seul au pied d’une page', async () => {
  for (let lines = 1; lines <= 30; lines++) {
    const pages = pagesOf(
      await renderReceipt({
        ...receipt,
        sections: [
          { title: 'Avant', lines: Array.from({ length: lines }, () => ({ label: 'Libellé', text: 'Réponse' })) },
          { title: 'Titre', lines: [{ label: 'Question', text: 'Une réponse '.repeat(60) }] },
        ],
      }),
    )
    const page = pages.find((text) => /(?:^|\|)Titre\|/.test(text)) ?? ''
    assert.match(page, /(?:^|\|)Titre\|Question\|(?:Une|réponse)[^|]*\|[^|]*(?:Une|réponse)/, `${lines} lines before`)
  }
})

test('les noms d’ailleurs s’écrivent avec leurs lettres', async () => {
  const [page = ''] = pagesOf(await renderReceipt(withText('Łukasz Şahin, Nguyễn Thị Hạnh, Γιώργος, Шевченко')))
  assert.ok(page.includes('Łukasz Şahin, Nguyễn Thị Hạnh, Γιώργος, Шевченко'))
  const pdf = await renderReceipt(withText('王小明 🎉'))
  assert.ok(pagesOf(pdf)[0]?.includes('\ufffd\ufffd\ufffd \ufffd'))
  const said = Buffer.from('王小明 🎉', 'utf16le').swap16()
  assert.ok(
    [...objectsOf(pdf).values()].some(
      (body) => body.includes('/ActualText') || Buffer.from(body, 'latin1').includes(said),
    ),
  )
})

test('n’importe quelle réponse donne un document', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ maxLength: 80 }),
      async (text, title) => {
        const pdf = await renderReceipt({ ...withText(text), title, brandBase: title, collectivityName: title })
        assert.ok(pagesOf(pdf).length >= 1)
        assert.doesNotMatch(pdf.toString('latin1'), /<rdf:li[^>]*>[^<]*&/)
      },
    ),
    { numRuns: 60 },
  )
})

test('une lettre dit à qui, de quoi, pourquoi et qui signe', async () => {
  const letter: Letter = {
    language: 'fr',
    collectivityName: 'Ville de Démonstration',
    brandBase: '#a63e22',
    createdAt: receipt.createdAt,
    recipient: ['Zoé Exemple', '12, rue de la Fontaine', '69000 Démonstration'],
    placeAndDate: 'Démonstration, le lundi 23 novembre 2026',
    subject: 'Votre demande est acceptée',
    reference: 'Dossier 2026-00042',
    paragraphs: ['Madame,', 'Le stationnement est réservé le 12 décembre.'],
    signature: ['Camille Modèle', 'adjointe à la voirie'],
    labels: { page: pageLabel },
  }
  const [page] = pagesOf(await renderLetter(letter))
  assert.equal(
    page?.replaceAll(' |', '|'),
    'Ville de Démonstration|Zoé Exemple|12, rue de la Fontaine|69000 Démonstration|Démonstration, le lundi 23 novembre 2026|' +
      'Dossier 2026-00042|Votre demande est acceptée|Madame,|Le stationnement est réservé le 12 décembre.|' +
      'Camille Modèle|adjointe à la voirie|',
  )
})

test('couper un texte en lignes garde ses mots et tient dans la largeur', () => {
  const measure = (text: string) => text.length
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\n', '\u00a0', '-'), maxLength: 60 }))
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 20 }), (parts, width) => {
      const text = parts.join(' ')
      const lines = breakLines(text, width, measure)
      for (const line of lines) assert.ok(line.trimEnd().length <= width)
      assert.equal(lines.join('').replaceAll(/[ \n]/g, ''), text.trimEnd().replaceAll(/[ \n]/g, ''))
      assert.ok(lines.slice(0, -1).every((line) => line.endsWith(' ')))
    }),
  )
})

test('une ligne ne reste pas seule d’un côté d’une page', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 4, max: 50 }), (lines, perPage) => {
      const pages: number[] = []
      let fitting = perPage
      for (let rest = lines; rest > 0; fitting = 45) {
        const taken = linesForPage(rest, fitting)
        pages.push(taken)
        rest -= taken
      }
      assert.equal(
        pages.reduce((sum, taken) => sum + taken, 0),
        lines,
      )
      assert.ok(lines === 1 || pages.every((taken) => taken !== 1))
    }),
  )
})
