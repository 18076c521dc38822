// Fetches a file that the server makes and hands it to the browser under its name.
import { ApiError } from './api'
import { language } from './i18n'
import { newRequestId } from './api'

export async function download(path: string, name: string, body?: unknown) {
  const response = await fetch('/api/v1' + path, {
    method: body === undefined ? 'GET' : 'POST', credentials: 'same-origin',
    headers: { 'Accept-Language': language.value, ...(body === undefined ? {} : { 'Content-Type': 'application/json', 'Idempotency-Key': newRequestId() }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  if (!response.ok) throw new ApiError({ status: response.status, code: 'http', title: response.statusText, detail: '', ...(await response.json().catch(() => ({}))) })
  // the server's own name for it, when it says one (RFC 6266)
  const told = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = told ? decodeURIComponent(told) : name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
