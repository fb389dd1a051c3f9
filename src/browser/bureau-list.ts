/** The keys of the agents' list: J and K go down and up, / goes to the search. One may turn them off. */

const storageKey = 'bureau-keys-off'
const keys = document.querySelector<HTMLElement>('[data-keys]')
const links = [...document.querySelectorAll<HTMLAnchorElement>('[data-list] tbody th a')]

const isOff = (): boolean => localStorage.getItem(storageKey) !== null

/** Somebody who writes does not command. */
function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null
}

function move(step: 1 | -1): void {
  const here = links.findIndex((link) => link === document.activeElement)
  const next = here === -1 ? (step === 1 ? 0 : links.length - 1) : here + step
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus()
}

const search = (): void => document.querySelector<HTMLInputElement>('#top-search')?.focus()

const commands: Readonly<Record<string, () => void>> = { j: () => move(1), k: () => move(-1), '/': search }

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isOff() || isWriting(event.target)) return
  const command = commands[event.key.toLowerCase()]
  if (!command) return
  event.preventDefault()
  command()
}

/** Shortcuts of one letter disturb who speaks to her computer: they can be turned off, and stay so. */
function showSwitch(line: HTMLElement): void {
  const button = line.querySelector('button')
  if (!button) return
  const turnOff = button.textContent
  const turnOn = line.dataset['turnOn'] ?? turnOff
  const show = (): void => {
    for (const part of line.querySelectorAll('span')) part.hidden = isOff()
    button.textContent = isOff() ? turnOn : turnOff
  }
  button.addEventListener('click', () => {
    if (isOff()) localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, 'yes')
    show()
  })
  show()
  line.hidden = false
}

const picked = document.querySelector<HTMLElement>('[data-picked]')
const boxes = [...document.querySelectorAll<HTMLInputElement>('.picks .pick input')]

function countPicked(): void {
  const count = boxes.filter((box) => box.checked).length
  if (!picked) return
  const words = count === 1 ? picked.dataset['one'] : picked.dataset['many']
  picked.textContent = (words ?? '').replace('#', String(count))
}

// Going back in history brings ticked boxes back.
addEventListener('pageshow', countPicked)
for (const box of boxes) box.addEventListener('change', countPicked)

/** How often a page in sight asks for the counts of its views, in milliseconds. */
const pace = 30_000
const live = document.querySelector<HTMLElement>('[data-live]')

function showCount(tab: HTMLElement, count: string): void {
  const shown = tab.querySelector('.count')
  if (count === '') shown?.remove()
  else if (shown) shown.textContent = count
  else {
    const figure = document.createElement('span')
    figure.className = tab.dataset['counted'] === 'en-retard' ? 'count hot' : 'count'
    figure.textContent = count
    tab.append(figure)
  }
}

/** Says once that the list is no longer what it was: it never moves under who reads it. */
function tellChange(line: HTMLElement, counts: Readonly<Record<string, string>>): void {
  const count = counts[line.dataset['view'] ?? '']
  const told = line.querySelector('span')
  if (told && count !== undefined) told.hidden = count === line.dataset['count']
}

async function refresh(line: HTMLElement): Promise<void> {
  if (document.hidden) return
  const answer = await fetch(line.dataset['live'] ?? '', { headers: { accept: 'application/json' } })
  // Signed out, or a platform that is being replaced: what the page shows stays, until the next time.
  if (!answer.ok || answer.redirected) return
  const counts = (await answer.json()) as Record<string, string>
  for (const tab of document.querySelectorAll<HTMLElement>('[data-counted]'))
    showCount(tab, counts[tab.dataset['counted'] ?? ''] ?? '')
  tellChange(line, counts)
}

if (live) setInterval(() => void refresh(live).catch(() => undefined), pace)

if (keys && links.length > 0) {
  showSwitch(keys)
  document.addEventListener('keydown', onKey)
}

export {}
