/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The servers' programs, as the artifacts of Maven Central have them. */
final class Archives {
    private static final Set<PosixFilePermission> PROGRAM = EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_EXECUTE);

    private Archives() {}

    /** Unpacks a resource of the class path that is a tar, compressed by xz. */
    static void unpackTar(String resource, Path folder) {
        try (InputStream file = requireResource(resource);
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(file)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path path = folder.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
            Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.createDirectories(path.getParent());
            Files.copy(tar, path);
            Files.setPosixFilePermissions(path, PROGRAM);
        }
    }

    /** Unpacks folders and files of the jar that has a resource. */
    static void unpackJar(String resource, List<String> names, Path folder) {
        URI jar = URI.create(requireUrl(resource).split("!", 2)[0]);
        try (FileSystem files = FileSystems.newFileSystem(jar, Map.of())) {
            for (String name : names) {
                copy(files.getPath(resource, name), files.getPath(resource), folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path root, Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                Path path = folder.resolve(root.relativize(file).toString());
                Files.createDirectories(path.getParent());
                Files.copy(file, path);
                Files.setPosixFilePermissions(path, PROGRAM);
            }
        }
    }

    private static InputStream requireResource(String resource) {
        InputStream stream = Archives.class.getClassLoader().getResourceAsStream(resource);
        if (stream == null) {
            throw new DatabaseException("there is no " + resource + " on the class path", null);
        }
        return stream;
    }

    private static String requireUrl(String resource) {
        return Archives.class
                .getClassLoader()
                .resources(resource)
                .findFirst()
                .orElseThrow(() -> new DatabaseException("there is no " + resource + " on the class path", null))
                .toString();
    }
}
