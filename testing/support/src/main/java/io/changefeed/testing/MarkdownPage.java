/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.text.TextContentRenderer;

/**
 * A Markdown file of this repository.
 *
 * @param path relative to the root of the repository
 * @param headings the texts of the headings, in their order
 * @param comments the comments outside paragraphs, without their delimiters
 * @param links the targets of links and images
 * @param codeBlocks in their order
 */
public record MarkdownPage(
        String path, List<String> headings, List<String> comments, List<String> links, List<CodeBlock> codeBlocks) {
    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();
    private static final TextContentRenderer TEXT = TextContentRenderer.builder()
            .extensions(List.of(TablesExtension.create()))
            .build();
    private static final Pattern COMMENT = Pattern.compile("<!--(.*)-->", Pattern.DOTALL);
    private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]");

    /**
     * A block of code.
     *
     * @param section the text of the heading above it
     * @param language the first word after the fence, or empty
     * @param text ends with a line break
     * @param comment the comment directly above it, without its delimiters, or empty
     */
    public record CodeBlock(String section, String language, String text, String comment) {
        /** Whether the block contains commands for a shell. */
        public boolean isCommands() {
            return language.equals("sh");
        }
    }

    /**
     * Reads and parses a page.
     *
     * @param path relative to the root of the repository
     */
    public static MarkdownPage of(String path) {
        PageVisitor visitor = new PageVisitor();
        try {
            PARSER.parse(Files.readString(root().resolve(path))).accept(visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MarkdownPage(path, visitor.headings, visitor.comments, visitor.links, visitor.codeBlocks);
    }

    /** Returns the anchors that GitHub gives to the headings. */
    public Set<String> anchors() {
        Set<String> anchors = new TreeSet<>();
        for (String heading : headings) {
            String anchor = NOT_IN_ANCHORS
                    .matcher(heading.toLowerCase(Locale.ROOT))
                    .replaceAll("")
                    .replace(' ', '-');
            String unique = anchor;
            for (int repetition = 1; !anchors.add(unique); repetition++) {
                unique = anchor + "-" + repetition;
            }
        }
        return anchors;
    }

    /** Returns the blocks of commands below a heading. */
    public List<CodeBlock> commands(String section) {
        return codeBlocks.stream()
                .filter(CodeBlock::isCommands)
                .filter(block -> block.section().equals(section))
                .toList();
    }

    static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("CONTRIBUTING.md")))
                .findFirst()
                .orElseThrow();
    }

    private static final class PageVisitor extends AbstractVisitor {
        private final List<String> headings = new ArrayList<>();
        private final List<String> comments = new ArrayList<>();
        private final List<String> links = new ArrayList<>();
        private final List<CodeBlock> codeBlocks = new ArrayList<>();

        @Override
        public void visit(Heading heading) {
            headings.add(TEXT.render(heading).replace("\"", ""));
            visitChildren(heading);
        }

        @Override
        public void visit(HtmlBlock html) {
            comment(html).ifPresent(comments::add);
        }

        @Override
        public void visit(Link link) {
            links.add(link.getDestination());
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            links.add(image.getDestination());
        }

        @Override
        public void visit(FencedCodeBlock block) {
            add(block, block.getInfo().split(" ", 2)[0], block.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock block) {
            add(block, "", block.getLiteral());
        }

        private static Optional<String> comment(HtmlBlock html) {
            Matcher comment = COMMENT.matcher(html.getLiteral().strip());
            return comment.matches() ? Optional.of(comment.group(1).strip()) : Optional.empty();
        }

        private void add(Node block, String language, String text) {
            String comment = Optional.ofNullable(block.getPrevious())
                    .filter(HtmlBlock.class::isInstance)
                    .flatMap(previous -> comment((HtmlBlock) previous))
                    .orElse("");
            codeBlocks.add(new CodeBlock(headings.get(headings.size() - 1), language, text, comment));
        }
    }
}
