/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.control;

import com.fasterxml.jackson.databind.JavaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Runs commands in a simulator in another process. */
public final class RemoteCommandRunner implements CommandRunner {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;

    public RemoteCommandRunner(URI endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Sends the command and returns its result.
     *
     * @throws UncheckedIOException if the simulator does not respond
     */
    @Override
    public <R> R run(Command<R> command) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            endpoint.resolve(Commands.PATH + Commands.name(command.getClass())))
                    .POST(BodyPublishers.ofByteArray(CommandJson.MAPPER.writeValueAsBytes(command)))
                    .build();
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalArgumentException(response.body());
            }
            return CommandJson.MAPPER.readValue(response.body(), resultType(command));
        } catch (IOException e) {
            throw new UncheckedIOException("no response from the simulator at " + endpoint, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the simulator", e);
        }
    }

    private static JavaType resultType(Command<?> command) {
        JavaType type = CommandJson.MAPPER.constructType(command.getClass());
        return CommandJson.MAPPER.getTypeFactory().findTypeParameters(type, Command.class)[0];
    }
}
