/**
 * On a case: what is being written survives a session that ended or a page left by mistake, and the tabs of a phone say
 * which one is open.
 */

const prefix = `bureau-text ${location.pathname} `
const fields = [...document.querySelectorAll<HTMLTextAreaElement>('textarea[data-keep]')]

const nameOf = (field: HTMLTextAreaElement): string => prefix + (field.dataset['keep'] ?? field.name)

/** In this tab only, until it is sent: nothing stays on a shared computer once the tab is closed. */
function keep(field: HTMLTextAreaElement): void {
  if (field.value === '') sessionStorage.removeItem(nameOf(field))
  else sessionStorage.setItem(nameOf(field), field.value)
}

function bringBack(field: HTMLTextAreaElement): void {
  const kept = sessionStorage.getItem(nameOf(field))
  if (kept === null || field.value !== '') return
  field.value = kept
  const fold = field.closest('details')
  if (fold) fold.open = true
}

/** The fields of the form that was sent last, to be forgotten once the answer says that it was done. */
const sentKey = `${prefix}sent`
const isDone = new URLSearchParams(location.search).has('fait')
if (isDone) {
  for (const name of JSON.parse(sessionStorage.getItem(sentKey) ?? '[]') as string[]) sessionStorage.removeItem(name)
}
sessionStorage.removeItem(sentKey)

for (const field of fields) {
  bringBack(field)
  field.addEventListener('input', () => keep(field))
}
document.addEventListener('submit', (event) => {
  const sent = fields.filter((field) => field.form === event.target).map(nameOf)
  sessionStorage.setItem(sentKey, JSON.stringify(sent))
})

/** How long after the last letter what is written is kept on the platform, in milliseconds. */
const settled = 2000

/** Found again on another computer, or after a session that ended; emptied, it is forgotten. */
function keepFar(field: HTMLTextAreaElement): void {
  const address = field.dataset['draft']
  if (address === undefined) return
  let waiting: ReturnType<typeof setTimeout> | undefined
  field.addEventListener('input', () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => {
      const kind = field.form?.querySelector<HTMLInputElement>('input[name=kind]:checked')?.value ?? 'reply'
      void fetch(address, { method: 'POST', body: new URLSearchParams({ kind, message: field.value }) }).catch(
        () => undefined,
      )
    }, settled)
  })
  field.form?.addEventListener('submit', () => clearTimeout(waiting))
}

for (const field of fields) keepFar(field)

const presence = document.querySelector<HTMLElement>('[data-presence]')
/** How often a page in sight says that it is open, in milliseconds. */
const pace = 20_000
/** Somebody who typed so lately writes. */
const writingFor = 30_000
let typedAt = 0

/** Told once in the words of the page, and never moves what is being read. */
function showPresence(line: HTMLElement, { text, version }: { text: string; version: number }): void {
  const hasChanged = version > Number(line.dataset['version'])
  const told = line.querySelector('span')
  if (told) told.textContent = [hasChanged ? (line.dataset['changed'] ?? '') : '', text].filter(Boolean).join(' ')
  line.hidden = text === '' && !hasChanged
}

async function beat(line: HTMLElement): Promise<void> {
  if (document.hidden) return
  const fait = Date.now() - typedAt < writingFor ? 'ecrit' : 'lit'
  const answer = await fetch(line.dataset['presence'] ?? '', { method: 'POST', body: new URLSearchParams({ fait }) })
  // Signed out, or a platform that is being replaced: what the page says stays, until the next time.
  if (!answer.ok || answer.redirected) return
  showPresence(line, (await answer.json()) as { text: string; version: number })
}

if (presence) {
  const say = (): void => void beat(presence).catch(() => undefined)
  say()
  setInterval(say, pace)
  for (const field of fields)
    field.addEventListener('input', () => {
      const isNew = Date.now() - typedAt > writingFor
      typedAt = Date.now()
      if (isNew) say()
    })
  addEventListener('pagehide', () => {
    navigator.sendBeacon(presence.dataset['presence'] ?? '', new URLSearchParams({ fait: 'part' }))
  })
}

const tabs = [...document.querySelectorAll<HTMLAnchorElement>('.case-tabs a')]

function sayWhichTab(): void {
  for (const tab of tabs) {
    const part = document.querySelector<HTMLElement>(tab.hash)
    const isShown = part !== null && getComputedStyle(part).display !== 'none'
    if (isShown) tab.setAttribute('aria-current', 'true')
    else tab.removeAttribute('aria-current')
  }
}

if (tabs.some((tab) => getComputedStyle(tab).display !== 'none')) {
  addEventListener('hashchange', sayWhichTab)
  sayWhichTab()
}

export {}
