/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.changefeed.simulator.service.DynamoDb;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;

/** Runs commands by name. */
public final class Commands {
    /** The path prefix of commands, followed by the name of the command. */
    public static final String PATH = "/control/";

    private static final Map<String, Class<?>> BY_NAME = Stream.of(
                    ServiceCommands.class, TableCommands.class, StreamCommands.class)
            .flatMap(group -> Stream.of(group.getDeclaredClasses()))
            .collect(toUnmodifiableMap(Commands::name, type -> type));

    private final DynamoDb dynamoDb;

    public Commands(DynamoDb dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    /** The result of a command as JSON, or the reason of its failure as text. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Result(boolean done, byte[] body) {}

    /** Returns the name of a command: that of its record, with a lower-case first letter. */
    static String name(Class<?> command) {
        String name = command.getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** Parses a command, runs it and serializes its result. */
    public Result run(String name, byte[] json) {
        Class<?> type = BY_NAME.get(name);
        if (type == null) {
            return failed("no command '" + name + "'; known commands: " + BY_NAME.keySet());
        }
        try {
            Command<?> command = (Command<?>) CommandJson.MAPPER.readValue(json, type);
            return new Result(true, CommandJson.MAPPER.writeValueAsBytes(dynamoDb.<Object>withLock(command::run)));
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            return failed(name + ": " + e.getMessage());
        }
    }

    private static Result failed(String reason) {
        return new Result(false, reason.getBytes(UTF_8));
    }
}
