// Every service of the fixture is this program: it tells what it was given, and misbehaves when told to.
using System.Collections;

if (Environment.GetEnvironmentVariable("FAIL_AT_START") is { } reason)
{
    Console.Error.WriteLine(reason);
    return 3;
}

var started = DateTimeOffset.Now;
var app = WebApplication.Create(args);
app.MapGet("/health", () => "ok");
app.MapGet("/pid", () => Environment.ProcessId);
app.MapGet("/started", () => started);
app.MapGet("/folder", () => Results.Json(Environment.CurrentDirectory));
app.MapGet("/environment", () => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value));
app.Run();
return 0;
