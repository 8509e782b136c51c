#!/usr/bin/env bash
# Aspire.AppHost.Sdk 13.6.4 with Aspire.Hosting.AppHost 13.6.5.
#
# Expected: a project resource runs in the AppHost's environment. ExcludeLaunchProfile only excludes the addresses of
# the launch profile, for a second resource of the same project (a migration beside a service).
# Observed: only the launch profile sets the child's ASPNETCORE_ENVIRONMENT. Without the profile the child runs as
# Production under an AppHost in Development, and refuses development settings and secrets.
# Workaround: WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p host child/Properties
cat >child/child.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
</Project>
X
echo 'File.WriteAllText(args[0], WebApplication.CreateBuilder().Environment.EnvironmentName);' >child/Program.cs
cat >child/Properties/launchSettings.json <<'X'
{ "profiles": { "child": {
  "commandName": "Project", "environmentVariables": { "ASPNETCORE_ENVIRONMENT": "Development" } } } }
X
cat >host/host.csproj <<'X'
<Project Sdk="Aspire.AppHost.Sdk/13.6.4">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>
    <NoWarn>$(NoWarn);ASPIRE010</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Aspire.Hosting.AppHost" Version="13.6.5" />
    <ProjectReference Include="../child/child.csproj" />
  </ItemGroup>
</Project>
X
cat >host/Program.cs <<'X'
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

var builder = DistributedApplication.CreateBuilder(
    new DistributedApplicationOptions { Args = args, DisableDashboard = true });
builder.AddProject<Projects.child>("with").WithArgs(Path.Combine(args[0], "with"));
builder.AddProject<Projects.child>("without", options => options.ExcludeLaunchProfile = true)
    .WithArgs(Path.Combine(args[0], "without"));
var app = builder.Build();
await app.StartAsync();
foreach (var name in new[] { "with", "without" })
{
    await app.ResourceNotifications.WaitForResourceAsync(name, KnownResourceStates.Finished);
}
Console.WriteLine($"AppHost {builder.Environment.EnvironmentName}, "
    + $"with the profile {File.ReadAllText(Path.Combine(args[0], "with"))}, "
    + $"without it {File.ReadAllText(Path.Combine(args[0], "without"))}");
await app.StopAsync();
X
dotnet build host -v quiet >build.log || { cat build.log; exit 1; }
DOTNET_ENVIRONMENT=Development timeout 180 dotnet run --project host --no-build --no-launch-profile -- "$work" \
  >log 2>&1 || { cat log; exit 1; }
grep '^AppHost' log | tee seen
diff seen - <<<'AppHost Development, with the profile Development, without it Production'
echo 'As described.'
