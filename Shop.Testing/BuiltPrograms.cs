using System.Reflection;
using System.Runtime.CompilerServices;

namespace Shop.Testing;

/// <summary>The programs of the solution, built for the same configuration as the tests.</summary>
public static class BuiltPrograms
{
    /// <summary>Debug or Release.</summary>
    public static readonly string Configuration =
        typeof(BuiltPrograms).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>The folder of the repository, independent of the tests' working directory.</summary>
    public static readonly string Repository = FindRepository();

    /// <summary>The folder of a project's output.</summary>
    public static string FolderOf(string project) =>
        Path.Combine(Repository, project, "bin", Configuration, $"net{Environment.Version.Major}.0");

    /// <summary>A project's assembly, which <c>dotnet</c> runs.</summary>
    public static string PathOf(string project) => Path.Combine(FolderOf(project), $"{project}.dll");

    private static string FindRepository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, ".."));
}
