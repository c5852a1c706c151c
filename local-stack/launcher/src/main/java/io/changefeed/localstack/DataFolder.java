/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder for the state and the logs of a stack. A file lock keeps other stacks out; the kernel releases it when the
 * process ends.
 */
final class DataFolder implements AutoCloseable {
    private final Path path;
    private final boolean temporary;
    private final FileChannel lock;

    private DataFolder(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
        this.lock = locked(path);
    }

    /** A new folder that is deleted on close. */
    static DataFolder temporary() {
        try {
            return new DataFolder(Files.createTempDirectory("changefeed-local-stack-"), true);
        } catch (IOException e) {
            throw new LocalStackException(
                    "cannot create a folder in " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage(), e);
        }
    }

    /** Throws a LocalStackException if the folder cannot be created or written, or if another stack uses it. */
    static DataFolder at(Path path) {
        return new DataFolder(path.toAbsolutePath().normalize(), false);
    }

    private static FileChannel locked(Path path) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new LocalStackException("cannot use " + path + " as data directory: it is not a directory");
        }
        try {
            Files.createDirectories(path.resolve("logs"));
            FileChannel channel = FileChannel.open(path.resolve("lock"), CREATE, WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw inUse(path);
            }
            return channel;
        } catch (OverlappingFileLockException e) {
            throw inUse(path);
        } catch (IOException e) {
            throw new LocalStackException("cannot use " + path + " as data directory: " + e, e);
        }
    }

    private static LocalStackException inUse(Path path) {
        return new LocalStackException("the data directory " + path + " is in use by another local stack");
    }

    Path path() {
        return path;
    }

    boolean isTemporary() {
        return temporary;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Throws a LocalStackException if the disk has less free space than this. */
    void requireFreeSpace(long bytes) {
        try {
            long usable = Files.getFileStore(path).getUsableSpace();
            if (usable < bytes) {
                throw new LocalStackException("not enough disk space in " + path + ": " + (usable >> 20)
                        + " MiB are free, the local stack needs " + (bytes >> 20) + " MiB");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
            if (temporary) {
                delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> tree = Files.walk(path)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (NoSuchFileException | UncheckedIOException e) {
            throw new LocalStackException("cannot delete " + path + ": another process is still writing to it", e);
        }
    }
}
