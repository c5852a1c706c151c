// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const navigation = JSON.parse(readFileSync(new URL('navigation.json', import.meta.url), 'utf8'))
export const pages = Object.values(navigation.sections).flat()

const LINK = /\]\(([^)\s]+)\)/g
const EXTERNAL = /^([a-z]+:|\/)/
const BUILT = new Set(['target', 'node_modules'])
const LANGUAGES = {
  Containerfile: 'dockerfile',
  java: 'java',
  json: 'json',
  md: 'md',
  proto: 'proto',
  properties: 'properties',
  sql: 'sql',
  tf: 'terraform',
  xml: 'xml',
  yaml: 'yaml'
}

export function title(page) {
  return read(page).match(/^# (.+)$/m)[1].replaceAll('`', '')
}

// GitHub shows README.md for a folder, and a web server index.html.
export function published(page) {
  return page.replace(/README\.md$/, 'index.md').replace(/^site\/source\//, 'source/')
}

// Returns the address of a relative link, or undefined for other links.
export function resolve(page, href) {
  const [link, anchor] = href.split('#')
  if (link === '' || EXTERNAL.test(link)) {
    return undefined
  }
  return address(target(page, link)) + (anchor ? '#' + anchor : '')
}

// Returns a page for each file and folder that the pages link to.
export function sources() {
  const found = new Set()
  for (const page of pages) {
    for (const [, href] of read(page).matchAll(LINK)) {
      const link = href.split('#')[0]
      if (link !== '' && !EXTERNAL.test(link)) {
        const file = target(page, link)
        if (!existsSync(path.join(root, file))) {
          throw new Error(`${page} links to ${link}, which does not exist`)
        }
        add(file, found)
      }
    }
  }
  return [...found].map(file => ({ params: { file: file.replace(/\.md$/, '') }, content: content(file, found) }))
}

function target(page, link) {
  return path.posix.join(path.posix.dirname(page), decodeURI(link)).replace(/\/$/, '')
}

function address(file) {
  return '/' + (pages.includes(file) ? published(file) : `source/${file.replace(/\.md$/, '')}.md`)
}

// Folders bring their files, but not Java code: only files that a page names are worth reading on the site.
function add(file, found) {
  if (found.has(file) || pages.includes(file)) {
    return
  }
  found.add(file)
  if (isFolder(file)) {
    files(file).filter(entry => !entry.endsWith('.java')).forEach(entry => add(entry, found))
  }
}

function content(file, found) {
  const heading = `# ${path.basename(file)}\n\n\`${file}\`\n\n`
  if (isFolder(file)) {
    return heading + files(file).map(entry => '* ' + item(entry, path.posix.relative(file, entry), found)).join('\n')
  }
  const language = LANGUAGES[file.split(/[./]/).pop()] ?? 'text'
  return `${heading}\`\`\`\`${language}\n${read(file)}\n\`\`\`\``
}

function item(file, text, found) {
  return found.has(file) || pages.includes(file) ? `[${text}](${address(file)})` : text
}

function isFolder(file) {
  return statSync(path.join(root, file)).isDirectory()
}

function files(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter(entry => !BUILT.has(entry.name))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
    .flatMap(entry => {
      const file = path.posix.join(folder, entry.name)
      return entry.isDirectory() ? files(file) : [file]
    })
}

function read(file) {
  return readFileSync(path.join(root, file), 'utf8')
}
