package io.nightjar;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The walls between the rooms of {@code io.nightjar}: which room may import which, and which may
 * import Spark, DL4J and the other libraries.
 */
@AnalyzeClasses(packages = "io.nightjar", importOptions = DoNotIncludeTests.class)
final class WallsTest {
  private static final String[] SPARK = {"org.apache.spark..", "scala.."};
  private static final String[] HADOOP = {"org.apache.hadoop..", "org.apache.parquet.."};
  private static final String[] DL4J = {"org.deeplearning4j..", "org.nd4j.."};
  private static final String[] OPENCV = {"org.bytedeco.opencv.."};
  private static final String[] ONE_DNN = {"org.bytedeco.dnnl.."};
  private static final String[] ONNX_RUNTIME = {"ai.onnxruntime.."};
  private static final String[] COMMAND_LINE = {"picocli..", "com.typesafe.config.."};

  @ArchTest static final ArchRule rootStandsAlone = room("io.nightjar").imports();

  @ArchTest static final ArchRule imageStandsAlone = room("image").imports();

  @ArchTest static final ArchRule runtimeStandsAlone = room("runtime").imports();

  @ArchTest static final ArchRule archiveImports = room("archive").imports("image", "runtime");

  @ArchTest static final ArchRule kernelStandsAlone = room("kernel").imports();

  @ArchTest static final ArchRule modelImports = room("model").imports("kernel", "image");

  @ArchTest static final ArchRule bundleImports = room("bundle").imports("model", "image");

  @ArchTest
  static final ArchRule trainingImports =
      room("training").imports("bundle", "model", "archive", "image", "runtime");

  @ArchTest
  static final ArchRule encodingImports = room("encoding").imports("bundle", "model", "image");

  @ArchTest
  static final ArchRule embeddingImports =
      room("embedding").imports("encoding", "bundle", "archive", "image", "runtime");

  @ArchTest
  static final ArchRule evaluationImports =
      room("evaluation")
          .imports("embedding", "encoding", "bundle", "model", "archive", "image", "runtime");

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.nightjar.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule sparkStaysOutOfPureRooms =
      libraries(SPARK).stayOutOf("io.nightjar", "image", "kernel", "model", "bundle", "encoding");

  @ArchTest
  static final ArchRule hadoopStaysOutOfPureRooms =
      libraries(HADOOP).stayOutOf("io.nightjar", "image", "kernel", "model", "encoding");

  @ArchTest
  static final ArchRule dl4jStaysWithModelsAndTraining =
      libraries(DL4J).stayOutOf("io.nightjar", "image", "kernel", "archive", "embedding", "job");

  @ArchTest
  static final ArchRule onlyTheDl4jEngineEncodesWithDl4j =
      noClasses()
          .that()
          .resideInAPackage("io.nightjar.encoding..")
          .and()
          .haveNameNotMatching("io\\.nightjar\\.encoding\\.Dl4j.*")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DL4J)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule openCvStaysWithImages = libraries(OPENCV).liveOnlyIn("image", "evaluation");

  @ArchTest static final ArchRule oneDnnStaysWithKernels = libraries(ONE_DNN).liveOnlyIn("kernel");

  @ArchTest
  static final ArchRule onnxRuntimeStaysWithEncoding =
      libraries(ONNX_RUNTIME).liveOnlyIn("encoding");

  @ArchTest
  static final ArchRule commandLineStaysWithJobs = libraries(COMMAND_LINE).liveOnlyIn("job");

  private static Room room(String name) {
    return new Room(name);
  }

  private static Libraries libraries(String... packages) {
    return new Libraries(packages);
  }

  /** A room's packages; the root package is only itself. */
  private static String pattern(String room) {
    return room.equals("io.nightjar") ? room : "io.nightjar." + room + "..";
  }

  private record Room(String name) {
    /** Of ours it may depend on itself, the named rooms and the root's exceptions. */
    ArchRule imports(String... rooms) {
      String[] allowed =
          Stream.concat(Stream.of(name, "io.nightjar"), Arrays.stream(rooms))
              .map(WallsTest::pattern)
              .toArray(String[]::new);
      return classes()
          .that()
          .resideInAPackage(pattern(name))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(allowed).or(resideOutsideOfPackage("io.nightjar..")))
          .allowEmptyShould(true);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  private record Libraries(String... packages) {
    ArchRule stayOutOf(String... rooms) {
      return noClasses()
          .that()
          .resideInAnyPackage(patterns(rooms))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages)
          .allowEmptyShould(true);
    }

    ArchRule liveOnlyIn(String... rooms) {
      return noClasses()
          .that()
          .resideOutsideOfPackages(patterns(rooms))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages)
          .allowEmptyShould(true);
    }

    private static String[] patterns(String... rooms) {
      return Arrays.stream(rooms).map(WallsTest::pattern).toArray(String[]::new);
    }
  }
}
