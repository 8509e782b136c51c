using System.Diagnostics;
using System.Reflection;

namespace Compat.Tests.Grpc;

public sealed class StreamingCalls
{
    private const string Proto = """
        syntax = "proto3";
        message Word { string text = 1; }
        service Talker {
          rpc Once (Word) returns (Word);
          rpc Tell (stream Word) returns (Word);
          rpc Listen (Word) returns (stream Word);
          rpc Talk (stream Word) returns (stream Word);
        }
        """;

    [Fact]
    public async Task They_do_not_compile()
    {
        var standIn = Path.Combine(Folder("StandIns"), "Grpc.AspNetCore", "Grpc.AspNetCore.csproj");
        var folder = Directory.CreateTempSubdirectory("streaming-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "talk.proto"), Proto);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Talk.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                  </PropertyGroup>
                  <ItemGroup>
                    <ProjectReference Include="{standIn}" />
                    <Protobuf Include="talk.proto" />
                  </ItemGroup>
                </Project>
                """);

            var (exitCode, said) = await BuildAsync(folder.FullName);

            Assert.NotEqual(0, exitCode);
            Assert.Matches("error CS0234: .*'AsyncClientStreamingCall<,>'", said);
            Assert.Matches("error CS0234: .*'AsyncServerStreamingCall<>'", said);
            Assert.Matches("error CS0234: .*'AsyncDuplexStreamingCall<,>'", said);
            Assert.DoesNotMatch("error (?!CS)", said);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Folder(string name) => Assembly.GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;

    private static async Task<(int ExitCode, string Said)> BuildAsync(string folder)
    {
        // The stand-in is built already, and may be in use: only the new project is built.
        string[] arguments = ["build", "--nologo", "-nodeReuse:false", "-p:BuildProjectReferences=false"];
        using var build = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        var said = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return (build.ExitCode, said);
    }
}
