// Whoever sends an incomplete form is taken to the first field that is not right, with the keyboard as well.
import { nextTick } from 'vue'

export async function focusFirstWrong(within = 'form') {
  await nextTick()
  const field = document.querySelector(`${within} .wrong`)?.parentElement
  field?.scrollIntoView({ block: 'center' })
  field?.querySelector<HTMLElement>('input, textarea, select, button')?.focus({ preventScroll: true })
}
