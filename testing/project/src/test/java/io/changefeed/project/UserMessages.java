/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.project;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The messages about failures, rejected events and other problems, as the sources contain them. */
final class UserMessages {
    /** How many characters of a message identify it. */
    private static final int MAX_LENGTH = 110;

    private static final Pattern WORD = Pattern.compile("[A-Za-z]{2,}");
    private static final int MIN_WORDS = 2;
    /** Shorter results of methods are no sentences. */
    private static final int MIN_WORDS_OF_RESULT = 7;

    /** Names of properties, statements in SQL and fragments. */
    private static final Pattern NO_MESSAGE = Pattern.compile(
            "[\\w.…]+|[\"(].*|(CREATE|GRANT|SELECT|UPDATE) .*|.*\\b(SELECT .* FROM|CAST\\().*|the time in ms .*");

    /** A part of another message. */
    private static final String REASON = "reason";

    /** Where a user sees the messages of these calls and new objects. */
    private static final Map<String, String> SEEN_IN = Map.ofEntries(
            Map.entry("LOG.error", "ERROR"),
            Map.entry("LOG.warn", "WARN"),
            Map.entry("log.warn", "WARN"),
            Map.entry("DiscoveredTable.failed", "failure"),
            Map.entry("new ConnectException", "failure"),
            Map.entry("new DeliveryResult.Fatal", "failure"),
            Map.entry("new FatalWriteException", "failure"),
            Map.entry("new InvalidTableException", "failure"),
            Map.entry("new KafkaException", "failure"),
            Map.entry("new MissingTableException", "failure"),
            Map.entry("new RecordConflictException", "failure"),
            Map.entry("new RetriableException", "failure"),
            Map.entry("new UnknownTopicOrPartitionException", "failure"),
            Map.entry("ConfigProblem.ofConnection", "validation"),
            Map.entry("Inspection.ofProblem", "validation"),
            Map.entry("TableProblem.of", "validation"),
            Map.entry("new ConfigProblem", "validation"),
            Map.entry("new Problem", "validation"),
            Map.entry("problem", "validation"),
            Map.entry("new DataException", "rejected"),
            Map.entry("new EventResult.Rejected", "rejected"),
            Map.entry("new RejectedEventException", "rejected"),
            Map.entry("path.error", "rejected"),
            Map.entry("Path.ROOT.error", "rejected"),
            Map.entry("SdkClientException.create", REASON),
            Map.entry("new SQLException", REASON),
            Map.entry("CallStatus.forbidden", "gRPC"),
            Map.entry("CallStatus.invalid", "gRPC"),
            Map.entry("CallStatus.slowSubscriber", "gRPC"),
            Map.entry("CallStatus.unavailable", "gRPC"),
            Map.entry("Status.UNAUTHENTICATED.withDescription", "gRPC"),
            Map.entry("new CallStatus", "gRPC"),
            Map.entry("new OutOfRangeException", "gRPC"));

    private UserMessages() {}

    /** Returns the messages of all main sources below these folders, and where a user sees them. */
    static Map<String, String> of(List<Path> folders) {
        SourceStrings sources = new SourceStrings(folders);
        Map<String, String> messages = new TreeMap<>();
        sources.units().forEach(unit -> new Scanner(sources, messages).scan(unit, ""));
        return messages;
    }

    /** The parameter is the name of the class. */
    private static final class Scanner extends TreeScanner<@Nullable Void, String> {
        private final SourceStrings sources;
        private final Map<String, String> messages;

        Scanner(SourceStrings sources, Map<String, String> messages) {
            this.sources = sources;
            this.messages = messages;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, String outer) {
            return super.visitClass(type, SourceStrings.name(type, outer));
        }

        @Override
        public @Nullable Void visitNewClass(NewClassTree created, String className) {
            add("new " + created.getIdentifier(), created.getArguments(), className);
            return super.visitNewClass(created, className);
        }

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree call, String className) {
            add(call.getMethodSelect().toString(), call.getArguments(), className);
            return super.visitMethodInvocation(call, className);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, String className) {
            if (isText(method.getReturnType()) && !method.getName().contentEquals("toString")) {
                new TreeScanner<@Nullable Void, @Nullable Void>() {
                    @Override
                    public @Nullable Void visitReturn(ReturnTree result, @Nullable Void none) {
                        addText(result.getExpression(), className);
                        return null;
                    }

                    @Override
                    public @Nullable Void visitLambdaExpression(LambdaExpressionTree lambda, @Nullable Void none) {
                        return null;
                    }
                }.scan(method, null);
            }
            return super.visitMethod(method, className);
        }

        private static boolean isText(@Nullable Tree type) {
            return type != null && type.toString().matches("(Optional<)?String>?");
        }

        private void addText(ExpressionTree expression, String className) {
            if (expression instanceof ConditionalExpressionTree choice) {
                addText(choice.getTrueExpression(), className);
                addText(choice.getFalseExpression(), className);
            } else if (expression instanceof ParenthesizedTree parentheses) {
                addText(parentheses.getExpression(), className);
            } else if (expression instanceof MethodInvocationTree call
                    && call.getMethodSelect().toString().equals("Optional.of")) {
                addText(call.getArguments().get(0), className);
            } else {
                String text = sources.text(expression, className);
                if (words(text) >= MIN_WORDS_OF_RESULT) {
                    add(text, REASON);
                }
            }
        }

        private void add(String text, String seenIn) {
            if (!NO_MESSAGE.matcher(text.strip()).matches()) {
                messages.merge(shortened(text), seenIn, (first, second) -> first.equals(REASON) ? second : first);
            }
        }

        private void add(String context, List<? extends ExpressionTree> arguments, String className) {
            String seenIn = SEEN_IN.get(context);
            if (seenIn != null) {
                arguments.stream()
                        .map(argument -> sources.text(argument, className))
                        .max(Comparator.comparing(UserMessages::words))
                        .filter(text -> words(text) >= MIN_WORDS)
                        .ifPresent(text -> add(text, seenIn));
            }
        }
    }

    private static long words(String text) {
        return WORD.matcher(text).results().count();
    }

    private static String shortened(String message) {
        String text = message.strip();
        return text.length() <= MAX_LENGTH
                ? text
                : text.substring(0, text.lastIndexOf(' ', MAX_LENGTH)) + " " + SourceStrings.VALUE;
    }
}
