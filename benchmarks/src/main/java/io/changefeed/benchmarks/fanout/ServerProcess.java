/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.changefeed.localstack.LocalStackException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server in a separate process, which ends with this process. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final PrintWriter in;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        in = new PrintWriter(process.outputWriter(UTF_8), true);
    }

    /** Starts the task of the plugin, with the jars of its plugin directory before the class path of the benchmarks. */
    static ServerProcess ofTask(Path plugin, int heapMegabytes, int bufferedEvents) {
        return start(
                heapMegabytes,
                plugin.resolve("*") + File.pathSeparator + System.getProperty("java.class.path"),
                TaskServerProgram.class,
                List.of("io.changefeed.fanout.GrpcFanOutSinkTask"),
                List.of(Integer.toString(bufferedEvents)));
    }

    static ServerProcess ofBareServer(int heapMegabytes, int responseBytes) {
        return start(
                heapMegabytes,
                System.getProperty("java.class.path"),
                BareServerProgram.class,
                List.of(),
                List.of(Integer.toString(responseBytes)));
    }

    private static ServerProcess start(
            int heapMegabytes, String classPath, Class<?> program, List<String> before, List<String> after) {
        try {
            int port = freePort();
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + heapMegabytes + "m",
                    "-XX:-UseDynamicNumberOfCompilerThreads",
                    "-XX:-UseDynamicNumberOfGCThreads",
                    "-cp",
                    classPath,
                    program.getName()));
            command.addAll(before);
            command.add(Integer.toString(port));
            command.addAll(after);
            ServerProcess server = new ServerProcess(
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start(),
                    port);
            server.read();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Sends a command and waits for its result. */
    String send(String command) {
        in.println(command);
        return read();
    }

    private String read() {
        try {
            @Nullable String line = out.readLine();
            if (line == null) {
                throw new LocalStackException("the server process has ended: see its output above");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        in.close();
        process.destroyForcibly();
    }
}
