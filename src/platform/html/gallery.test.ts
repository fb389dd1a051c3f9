import { suite, test } from 'node:test'
import { buildAssets } from './assets.ts'
import { galleryPages } from './gallery.page.tsx'
import * as door from './index.ts'
import { render } from './render.ts'

const { assetHref, files } = buildAssets()
const pages = Object.entries(galleryPages({ assetHref })).map(([name, page]) => ({ name, html: render(page) }))

interface Tag {
  name: string
  attributes: Map<string, string>
}

const voids = new Set(['area', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'])

/** The start tags of a page, in order; throws where one is not closed in its place. */
function readTags(html: string): Tag[] {
  const open: string[] = []
  const tags: Tag[] = []
  for (const [, slash, name = '', rest = '', selfClosed] of html.matchAll(
    /<(\/?)([a-z][a-z0-9-]*)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*(\/?)>/g,
  )) {
    if (slash === '/') {
      const last = open.pop()
      if (last !== name) throw new Error(`</${name}> closes <${last}>`)
      continue
    }
    if (!voids.has(name) && selfClosed !== '/') open.push(name)
    const attributes = [...rest.matchAll(/([^\s=]+)(?:="([^"]*)")?/g)].map(
      ([, key = '', value = '']) => [key, value] as const,
    )
    tags.push({ name, attributes: new Map(attributes) })
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(' ')}`)
  return tags
}

const idsOf = (tags: readonly Tag[]) => tags.flatMap(({ attributes }) => attributes.get('id') ?? [])
const isControl = ({ name, attributes }: Tag) =>
  ['input', 'select', 'textarea'].includes(name) && attributes.get('type') !== 'hidden'

test('le lecteur de balises voit une balise mal fermée', (t) => {
  t.assert.throws(() => readTags('<p><b>a</p></b>'))
  t.assert.throws(() => readTags('<div>'))
  t.assert.equal(readTags('<p class="a"><br/>b</p>').length, 2)
})

for (const { name, html } of pages) {
  suite(`la page « ${name} » de la galerie`, () => {
    const tags = readTags(html)

    test('a un titre, une langue, un contenu principal', (t) => {
      t.assert.match(html, /^<!doctype html><html lang="fr">/)
      t.assert.match(html, /<title>[^<]+ \| [^<]+<\/title>/)
      t.assert.equal(tags.filter((tag) => tag.name === 'main').length, 1)
      t.assert.equal(tags.filter((tag) => tag.name === 'h1').length, 1)
    })

    test('n’emploie un identifiant qu’une fois', (t) => {
      const ids = idsOf(tags)
      t.assert.deepEqual(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        [],
      )
    })

    test('donne une étiquette à chaque champ', (t) => {
      const labelled = new Set(tags.flatMap(({ attributes }) => attributes.get('for') ?? []))
      const bare = tags.filter((tag) => isControl(tag) && !labelled.has(tag.attributes.get('id') ?? ''))
      // What has no label by its id stands within one: boxes of dates, of rows, of short choices.
      const within = [...html.matchAll(/<label(?![^>]*\sfor=)[^>]*>(?:(?!<\/label>).)*?<(?:input|select|textarea)/gs)]
      t.assert.equal(bare.length, within.length, bare.map(({ attributes }) => [...attributes].join(' ')).join('\n'))
    })

    test('ne renvoie qu’à ce qui existe', (t) => {
      const ids = new Set(idsOf(tags))
      const references = ['aria-describedby', 'aria-labelledby', 'for', 'popovertarget', 'form']
      const lost = tags.flatMap(({ attributes }) =>
        references.flatMap((key) => attributes.get(key)?.split(' ') ?? []).filter((id) => !ids.has(id)),
      )
      t.assert.deepEqual(lost, [])
      const anchors = tags.flatMap(({ attributes }) => attributes.get('href')?.match(/^#(.+)/)?.[1] ?? [])
      t.assert.deepEqual(
        anchors.filter((id) => !ids.has(id)),
        [],
      )
    })

    test('ne contient ni style ni script', (t) => {
      t.assert.doesNotMatch(html, /\sstyle="|<style|<script(?![^>]*\ssrc=)|\son[a-z]+="/)
    })

    test('pèse moins que le budget d’une page, feuilles et caractères compris', async (t) => {
      const linked = tags.flatMap(({ attributes }) => attributes.get('href') ?? []).filter((href) => files.has(href))
      const parts = [...new Set(linked)].map((href) => files.get(href))
      const bodies = await Promise.all(parts.map(async (file) => (await file?.brotli?.()) ?? file?.body))
      const weight = bodies.reduce((sum, body) => sum + (body?.length ?? 0), 0)
      t.assert.equal(weight > 30_000 && weight < 50_000, true, `${weight} bytes besides the page`)
    })
  })
}

test('chaque pièce de la porte est dans la galerie', (t) => {
  const html = pages.map((page) => page.html).join('\n')
  /** What each component leaves in a page. A new component names its own mark here. */
  const marks: Record<string, string> = {
    PlaceMap: 'class="place-map"',
    SignaturePicture: 'class="signature"',
    Action: 'class="act"',
    Actions: 'actions',
    Alert: 'class="alert',
    Avatar: 'class="ava',
    Breadcrumbs: 'class="crumbs"',
    BulkBar: 'class="bulk"',
    BureauShell: 'class="shell"',
    Button: '<button class="btn',
    ButtonLink: '<a class="btn',
    Card: 'class="card req"',
    CardList: 'class="cards',
    CaseColumns: 'class="case"',
    Checkbox: 'id="consent"',
    CheckList: 'class="checks"',
    Checkboxes: 'type="checkbox"',
    Conversation: 'class="talk"',
    DataTable: 'class="rows',
    DateInput: 'class="date"',
    Deadline: 'class="due',
    DescriptionList: 'class="sum"',
    Details: '<summary>',
    Emblem: 'class="emblem"',
    Bars: 'class="chart plain"',
    EmptyState: 'class="empty"',
    ErrorSummary: 'class="errors"',
    Facades: 'class="facades"',
    Facts: 'class="facts"',
    Field: 'class="field"',
    Fieldset: '<fieldset class="field',
    FigureTable: 'class="scroll"',
    Kpis: 'class="kpis"',
    FileInput: 'type="file"',
    FileRow: 'class="file-row"',
    FilterBar: 'class="filter-bar"',
    Form: '<form class="form"',
    Hero: 'class="hero"',
    Holder: 'class="hold"',
    Icon: '<svg class="i',
    LinkCard: 'class="card life"',
    LinkList: 'class="links"',
    Main: '<main',
    Mark: 'M2 47V20',
    MoneyInput: '€</span>',
    Notice: 'class="notice',
    NumberInput: 'class="unit"',
    NumberedSteps: 'class="steps"',
    Page: '<body',
    PageHead: 'class="page-head"',
    Pagination: 'class="pages"',
    Panel: 'class="panel',
    PopoverMenu: 'class="pop"',
    Progress: 'class="bar"',
    Prose: '<li><a href="/plan-de-la-rue">',
    Provenance: 'class="from"',
    Radios: 'type="radio"',
    Saved: 'class="saved"',
    SearchBox: 'class="search-box"',
    SectionHead: 'class="section-head"',
    Select: '<select',
    SiteFooter: 'class="foot"',
    SiteHeader: 'class="head"',
    SkipLink: 'class="skip"',
    StateChip: 'class="tag',
    Stepper: 'class="stepper"',
    Steps: 'class="line"',
    Summary: 'class="answers"',
    Tabs: 'class="tabs"',
    TextArea: '<textarea',
    TextInput: 'autocomplete="street-address"',
    Toast: 'class="toast"',
  }
  const components = Object.keys(door).filter((name) => /^[A-Z]/.test(name))
  t.assert.deepEqual(
    components.filter((name) => !html.includes(marks[name] ?? 'nothing')),
    [],
  )
})
