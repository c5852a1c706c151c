/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The texts of string expressions in sources. Constants, and local variables whose names are unique in their class, are
 * resolved. {@value #VALUE} replaces all other values.
 */
final class SourceStrings {
    static final String VALUE = "…";
    private static final int MAX_DEPTH = 8;

    /** Initializers by class and name; empty if there are several with this name. */
    private final Map<String, Optional<ExpressionTree>> constants = new HashMap<>();

    private final List<CompilationUnitTree> units = new ArrayList<>();

    /** Parses all main sources below these folders. */
    SourceStrings(List<Path> folders) {
        try (StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            List<Path> sources =
                    folders.stream().flatMap(SourceStrings::sources).toList();
            JavacTask compiler = (JavacTask) ToolProvider.getSystemJavaCompiler()
                    .getTask(
                            null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            compiler.parse().forEach(units::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        units.forEach(unit -> new Constants().scan(unit, ""));
    }

    private static Stream<Path> sources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().contains("src/main/java"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<CompilationUnitTree> units() {
        return units;
    }

    /** Returns the text of an expression in a class; {@value #VALUE} if nothing of it is known. */
    String text(ExpressionTree expression, String className) {
        return text(expression, className, 0).replaceAll("\\{}|%[sd]", VALUE).replaceAll("(" + VALUE + ")+", VALUE);
    }

    private String text(ExpressionTree expression, String className, int depth) {
        if (depth > MAX_DEPTH) {
            return VALUE;
        }
        if (expression instanceof LiteralTree literal) {
            return String.valueOf(literal.getValue());
        }
        if (expression instanceof ParenthesizedTree parentheses) {
            return text(parentheses.getExpression(), className, depth);
        }
        if (expression instanceof BinaryTree sum && sum.getKind() == Kind.PLUS) {
            return text(sum.getLeftOperand(), className, depth) + text(sum.getRightOperand(), className, depth);
        }
        if (expression instanceof IdentifierTree name) {
            return constant(className, name.getName().toString(), depth);
        }
        if (expression instanceof MemberSelectTree member) {
            return constant(
                    member.getExpression().toString(), member.getIdentifier().toString(), depth);
        }
        return expression instanceof MethodInvocationTree call
                        && call.getMethodSelect() instanceof MemberSelectTree method
                        && method.getIdentifier().contentEquals("formatted")
                ? text(method.getExpression(), className, depth)
                : VALUE;
    }

    private String constant(String className, String name, int depth) {
        return constants
                .getOrDefault(className + "." + name, Optional.empty())
                .map(initializer -> text(initializer, className, depth + 1))
                .orElse(VALUE);
    }

    /** The parameter is the name of the class. */
    private final class Constants extends TreeScanner<@Nullable Void, String> {
        @Override
        public @Nullable Void visitClass(ClassTree type, String outer) {
            return super.visitClass(type, name(type, outer));
        }

        @Override
        public @Nullable Void visitVariable(VariableTree variable, String className) {
            if (variable.getInitializer() != null) {
                constants.merge(
                        className + "." + variable.getName(),
                        Optional.of(variable.getInitializer()),
                        (first, second) -> Optional.empty());
            }
            return super.visitVariable(variable, className);
        }
    }

    static String name(ClassTree type, String outer) {
        return type.getSimpleName().isEmpty() ? outer : type.getSimpleName().toString();
    }
}
