using System.Reflection;

namespace Shop.Tests;

/// <summary>The programs of the solution, built for the same configuration as the tests.</summary>
internal static class BuiltPrograms
{
    /// <summary>Debug or Release.</summary>
    public static readonly string Configuration =
        typeof(BuiltPrograms).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>The folder of a program, independent of the tests' working directory.</summary>
    public static string FolderOf(string project) => Path.Combine(
        Path.GetDirectoryName(Projects.Shop_AppHost.ProjectPath)!,
        project, "bin", Configuration, $"net{Environment.Version.Major}.0");
}
