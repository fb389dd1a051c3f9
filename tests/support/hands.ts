import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'

/** How somebody works a page. */
export interface Hands {
  /** Follows a link, presses a button, unfolds. */
  activate(target: Locator): Promise<void>
  write(control: Locator, text: string): Promise<void>
  /** One radio button of its group. */
  choose(radio: Locator): Promise<void>
  tick(box: Locator): Promise<void>
  select(list: Locator, option: string): Promise<void>
}

/** A pointer, or a finger. */
export const mouse: Hands = {
  activate: (target) => target.click(),
  write: (control, text) => control.fill(text),
  choose: (radio) => radio.check(),
  tick: (box) => box.check(),
  select: async (list, option) => {
    await list.selectOption({ label: option })
  },
}

const hasFocus = (target: Locator): Promise<boolean> => target.evaluate((element) => element === document.activeElement)

/** More stops than any page has. */
const farthest = 600

/** Tab, arrows, Space and Enter: nothing is reached that Tab does not reach. */
export function keyboardOf({ keyboard }: Page): Hands {
  async function reach(target: Locator, isThere = (): Promise<boolean> => hasFocus(target)): Promise<void> {
    await target.waitFor()
    const isBefore = await target.evaluate(
      (element) => !!(element.compareDocumentPosition(document.activeElement ?? document.body) & 4),
    )
    for (let stop = 0; stop < farthest; stop++) {
      if (await isThere()) return
      await keyboard.press(isBefore ? 'Shift+Tab' : 'Tab')
    }
    assert.fail(`Tab never reaches ${target.toString()}`)
  }
  return {
    activate: async (target) => {
      await reach(target)
      await keyboard.press('Enter')
    },
    write: async (control, text) => {
      await reach(control)
      await keyboard.press('ControlOrMeta+A')
      await keyboard.press('Delete')
      await keyboard.insertText(text)
    },
    choose: async (radio) => {
      // Tab stops once for the whole group; the arrows go round it.
      const inGroup = () =>
        radio.evaluate((element) => {
          const here = document.activeElement
          return (
            here instanceof HTMLInputElement &&
            here.type === 'radio' &&
            here.name === (element as HTMLInputElement).name
          )
        })
      await reach(radio, inGroup)
      for (let turn = 0; turn < 30 && !(await radio.isChecked()); turn++) {
        await keyboard.press((await hasFocus(radio)) ? 'Space' : 'ArrowDown')
      }
      assert.ok(await radio.isChecked())
    },
    tick: async (box) => {
      if (await box.isChecked()) return
      await reach(box)
      await keyboard.press('Space')
    },
    select: async (list, option) => {
      await reach(list)
      const labels = await list.evaluate((element) =>
        [...(element as HTMLSelectElement).options].map((each) => each.label),
      )
      const now = await list.evaluate((element) => (element as HTMLSelectElement).selectedIndex)
      const there = labels.indexOf(option)
      assert.ok(there >= 0, `“${option}” is not among ${labels.join(', ')}`)
      const key = there > now ? 'ArrowDown' : 'ArrowUp'
      for (let turn = Math.abs(there - now); turn > 0; turn--) await keyboard.press(key)
    },
  }
}
