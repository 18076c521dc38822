// Turns the user manual (docs/manual-zh) into what the app shows: public/manual.json, its chapters as HTML, and the pictures
// that they name in public/manual-pictures. It knows the Markdown that the manual uses; anything else stops the build.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { basename, join } from 'node:path'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, '../../docs/manual-zh')
const pictures = join(root, 'public/manual-pictures')
// in the order in which they are listed; the first is for everybody
const chapters = [['start', 'README'], ['grid-member'], ['clerk'], ['handler'], ['leader'], ['acceptance'], ['administrators']].map(([id, file]) => ({ id, file: file ?? id }))

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign])
function picture(alternative, path) {
  const [width, height] = [16, 20].map((at) => readFileSync(join(source, path)).readUInt32BE(at)) // of a PNG
  copyFileSync(join(source, path), join(pictures, basename(path)))
  return `<a class="picture${height > width ? ' tall' : ''}" href="/manual-pictures/${basename(path)}"><img src="/manual-pictures/${basename(path)}" alt="${alternative}" width="${width}" height="${height}" loading="lazy"></a>`
}
function chapterLink(words, target) {
  const chapter = chapters.find((one) => one.file + '.md' === target)
  if (!chapter) throw new Error(`the manual links to ${target}, which is none of its chapters`)
  return `<a href="${chapter.id}">${words}</a>`
}
const inline = (text) => escaped(text)
  .replace(/!\[([^\]]*)\]\(([^)]+)\)/g, (_all, alternative, path) => picture(alternative, path))
  .replace(/\[([^\]]*)\]\(([^)]+)\)/g, (_all, words, target) => chapterLink(words, target))
  .replace(/`([^`]+)`/g, '<code>$1</code>')
  .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')

const cells = (line) => line.split('|').slice(1, -1).map((cell) => inline(cell.trim()))
function table([head, , ...rows]) {
  return `<table class="grid"><thead><tr>${cells(head).map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row).map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</tbody></table>`
}
// Items with what is indented under them.
function list(lines, ordered) {
  const items = []
  for (const line of lines) {
    const item = /^(?:-|\d+\.) (.*)$/.exec(line)
    if (item) items.push(inline(item[1]))
    else if (line.trim()) items[items.length - 1] += inline(line.trim())
  }
  const name = ordered ? 'ol' : 'ul'
  return `<${name}>${items.map((item) => `<li>${item}</li>`).join('')}</${name}>`
}
function render(text) {
  const lines = text.replace(/<!--[\s\S]*?-->/g, '').split('\n')
  const html = []
  let title = ''
  const take = (wanted) => {
    const taken = []
    while (lines.length && wanted(lines[0])) taken.push(lines.shift())
    while (taken.length && !taken[taken.length - 1].trim()) taken.pop()
    return taken
  }
  while (lines.length) {
    const line = lines[0]
    if (!line.trim()) lines.shift()
    else if (line.startsWith('# ')) title = lines.shift().slice(2)
    else if (line.startsWith('## ')) html.push(`<h2>${inline(lines.shift().slice(3))}</h2>`)
    else if (line.startsWith('|')) html.push(table(take((one) => one.startsWith('|'))))
    else if (line.startsWith('- ')) html.push(list(take((one) => /^(- | {2}|$)/.test(one)), false))
    else if (/^\d+\. /.test(line)) html.push(list(take((one) => /^(\d+\. | {2}|$)/.test(one)), true))
    else if (/^(#|>|```|\s|\*\s)/.test(line)) throw new Error(`the manual has what the app cannot show: ${line}`)
    else html.push(`<p>${inline(take((one) => one.trim() && !/^([#|]|- )/.test(one)).join(''))}</p>`)
  }
  if (!title) throw new Error('a chapter of the manual has no title')
  return { title, html: html.join('\n') }
}

rmSync(pictures, { recursive: true, force: true })
mkdirSync(pictures, { recursive: true })
const written = chapters.map(({ id, file }) => ({ id, ...render(readFileSync(join(source, file + '.md'), 'utf8')) }))
writeFileSync(join(root, 'public/manual.json'), JSON.stringify(written) + '\n')
