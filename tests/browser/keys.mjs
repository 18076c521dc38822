// A person without a mouse: Tab until the focus is where it should be, then keys. Whatever a pointer does on such a person's
// pages is a fault (harness.mjs fails on it), so that no test takes the mouse unawares.
import assert from 'node:assert/strict'

import { signedIn } from './harness.mjs'

const mostTabs = 250

export async function byKeys(server, person, options) {
  const me = await signedIn(server, person, options)
  await me.context.addInitScript(() => addEventListener('pointerdown', () => console.error('a pointer was used'), true))
  const { keyboard } = me.page
  const press = async (...keys) => {
    for (const key of keys) await keyboard.press(key)
  }
  const tabTo = async (target, key = 'Tab') => {
    const wanted = await target.first().elementHandle()
    for (let n = 0; n < mostTabs; ++n) {
      if (await wanted.evaluate((one) => one === document.activeElement)) return
      await keyboard.press(key)
    }
    assert.fail(`${key} never came to it: ${target}`)
  }
  const enter = async (target, key = 'Tab') => {
    await tabTo(target, key)
    await press('Enter')
  }
  const write = async (target, text) => {
    await tabTo(target)
    await press('ControlOrMeta+a')
    await keyboard.insertText(text)
  }
  return {
    ...me, press, tabTo, enter, write,
    // One of the pills of a field: a box by Space, a radio button by the arrows.
    pill: async (field, text) => {
      const group = me.page.locator(`[aria-labelledby="${field}-label"]`)
      const one = group.locator('label', { hasText: new RegExp(`^\\s*${text}\\s*$`) }).locator('input')
      if ((await one.getAttribute('type')) === 'checkbox') {
        await tabTo(one)
        return press('Space')
      }
      const checked = group.locator('input:checked')
      await tabTo((await checked.count()) ? checked : group.locator('input'))
      await press('Space')
      for (let n = await group.locator('input').count(); n > 0 && !(await one.isChecked()); --n) await press('ArrowDown')
      assert.ok(await one.isChecked(), `${field}: ${text} could not be chosen`)
    },
    // A list with a search: the words, then the option that is lit.
    pick: async (target, text) => {
      await tabTo(target)
      await keyboard.insertText(text)
      await me.page.getByRole('option', { name: text, exact: true }).first().waitFor()
      await press('Enter')
      await me.page.getByRole('option', { name: text, exact: true }).first().waitFor({ state: 'hidden' })
    },
    // Down a menu that is open.
    arrowTo: async (target) => {
      await target.waitFor()
      for (let n = 0; n < 20 && !(await target.evaluate((one) => one === document.activeElement)); ++n) await press('ArrowDown')
      assert.ok(await target.evaluate((one) => one === document.activeElement), 'the arrows never came to it: ' + target)
    },
    attach: async (target, ...files) => {
      await tabTo(target)
      const chooser = me.page.waitForEvent('filechooser')
      await press('Space')
      await (await chooser).setFiles(files)
    },
    // The button that ends a dialog.
    submit: async (name) => {
      await enter(me.dialog().getByRole('button', { name, exact: true }).last())
      await me.dialog().waitFor({ state: 'hidden' })
    },
  }
}
