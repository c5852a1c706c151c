/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.transforms.type;

import io.changefeed.event.ItemValue;
import io.changefeed.event.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.DataException;

/** Parses declarations of fields, which look like columns in SQL: {@code name type [default literal], …}. */
final class DeclarationParser {
    /** A word, a name in backticks, a string in quotes, a number, or a single character. */
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(`(?:[^`]|``)*`|'(?:[^']|'')*'|[-+]?[0-9][0-9.eE+-]*|[\\p{L}_][\\p{L}\\p{N}_]*|\\S)");

    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
    private static final String TYPES =
            "string, boolean, int, bigint, double, decimal(p,s), binary, json, dynamodb_json,"
                    + " array<…>, map<string,…> or struct<name …>";

    private final String text;
    private final Matcher tokens;
    private Optional<String> next;
    private int position;

    DeclarationParser(String text) {
        this.text = text;
        tokens = TOKEN.matcher(text);
        next = Optional.empty();
        advance();
    }

    DeclaredFields parse() {
        List<DeclaredField> fields = new ArrayList<>();
        if (next.isPresent()) {
            do {
                fields.add(field());
            } while (take(","));
            if (next.isPresent()) {
                throw expected("a comma or the end");
            }
        }
        return new DeclaredFields(fields);
    }

    private DeclaredField field() {
        String name = name();
        FieldType type = type();
        return new DeclaredField(name, type, take("default") ? literal(type) : null);
    }

    private String name() {
        String token = next.orElseThrow(() -> expected("a name"));
        if (token.startsWith("`") && token.length() > 2) {
            advance();
            return token.substring(1, token.length() - 1).replace("``", "`");
        }
        if (NAME.matcher(token).matches()) {
            advance();
            return token;
        }
        throw expected("a name (in backticks if it has characters other than letters, digits and _)");
    }

    private FieldType type() {
        String name = next.orElseThrow(() -> expected(TYPES)).toLowerCase(Locale.ROOT);
        Supplier<FieldType> rest = switch (name) {
            case "string" -> StringType::new;
            case "boolean" -> BooleanType::new;
            case "int" -> () -> IntegerType.INT;
            case "bigint" -> () -> IntegerType.BIGINT;
            case "double" -> DoubleType::new;
            case "binary" -> BinaryType::new;
            case "json" -> () -> JsonType.JSON;
            case "dynamodb_json" -> () -> JsonType.DYNAMODB_JSON;
            case "decimal" -> this::decimal;
            case "array" -> this::array;
            case "map" -> this::map;
            case "struct" -> this::struct;
            default -> throw expected(TYPES);
        };
        advance();
        return rest.get();
    }

    private FieldType decimal() {
        require("(");
        int precision = digits();
        require(",");
        int scale = digits();
        require(")");
        return new DecimalType(precision, scale);
    }

    private FieldType array() {
        require("<");
        FieldType element = type();
        require(">");
        return new ArrayType(element);
    }

    private FieldType map() {
        require("<");
        require("string");
        require(",");
        FieldType value = type();
        require(">");
        return new MapType(value);
    }

    private FieldType struct() {
        require("<");
        List<DeclaredField> fields = new ArrayList<>();
        do {
            String name = name();
            // Spark requires a colon, Trino does not.
            take(":");
            fields.add(new DeclaredField(name, type(), null));
        } while (take(","));
        require(">");
        return new StructType(new DeclaredFields(fields));
    }

    private int digits() {
        try {
            int number = Integer.parseInt(next.orElse(""));
            advance();
            return number;
        } catch (NumberFormatException e) {
            throw expected("digits");
        }
    }

    /** Converts a default like the value of an attribute. */
    private Object literal(FieldType type) {
        String token = next.orElseThrow(() -> expected("a default"));
        ItemValue value = value(token);
        try {
            Object converted = type.convert(value, Path.ROOT.field("default"));
            advance();
            return converted;
        } catch (DataException e) {
            throw new IllegalArgumentException("near character " + position + ": " + e.getMessage(), e);
        }
    }

    private ItemValue value(String token) {
        if (token.startsWith("'") && token.length() > 1) {
            return new ItemValue.S(token.substring(1, token.length() - 1).replace("''", "'"));
        }
        if (token.equalsIgnoreCase("true") || token.equalsIgnoreCase("false")) {
            return new ItemValue.Bool(Boolean.parseBoolean(token));
        }
        try {
            return new ItemValue.N(token);
        } catch (NumberFormatException e) {
            throw expected("a string in quotes, a number, true or false");
        }
    }

    private void require(String token) {
        if (!take(token)) {
            throw expected("'" + token + "'");
        }
    }

    private boolean take(String token) {
        boolean taken = next.filter(token::equalsIgnoreCase).isPresent();
        if (taken) {
            advance();
        }
        return taken;
    }

    private void advance() {
        boolean found = tokens.find();
        position = found ? tokens.start(1) + 1 : text.length();
        next = found ? Optional.of(tokens.group(1)) : Optional.empty();
    }

    private IllegalArgumentException expected(String what) {
        return new IllegalArgumentException("expected " + what + " but found "
                + next.map(token -> "'" + token + "'").orElse("the end") + " near character " + position + " of: "
                + text);
    }
}
