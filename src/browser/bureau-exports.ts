/** Keeps the page of exports true while some are being made: reads it again, and shows what changed. */

const every = 2000

const shown = (): HTMLElement | null => document.querySelector<HTMLElement>('[data-exports]')

async function readAgain(): Promise<void> {
  const here = shown()
  if (!here || here.dataset['moving'] === undefined) return
  // Somebody is about to press a button: it does not move under her hand.
  if (!here.contains(document.activeElement) && document.visibilityState === 'visible') await replace(here)
  setTimeout(() => void readAgain(), every)
}

async function replace(here: HTMLElement): Promise<void> {
  try {
    const answer = await fetch(location.pathname, { headers: { accept: 'text/html' } })
    if (!answer.ok || answer.redirected) return
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const next = page.querySelector<HTMLElement>('[data-exports]')
    if (next && next.innerHTML !== here.innerHTML) here.replaceWith(next)
  } catch {
    // The network is away: the page stays as it was, and is read again later.
  }
}

setTimeout(() => void readAgain(), every)
