using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Polly;
using Shop.ServiceDefaults.Authentication;

namespace Shop.ServiceDefaults.Calls;

public static class ServiceCalls
{
    public static HttpRequestMessage Request(HttpMethod method, string path, object? body = null)
    {
        var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body, body.GetType()),
        };
        request.Headers.AcceptLanguage.Add(new(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName));
        return request;
    }

    public static HttpRequestMessage WithToken(this HttpRequestMessage request, string? accessToken)
    {
        request.Headers.Authorization = accessToken is null ? null : new("Bearer", accessToken);
        return request;
    }

    /// <summary>Adds the shopper's IP address, by which Account throttles instead of by Web's address.</summary>
    public static HttpRequestMessage WithShopperIp(this HttpRequestMessage request, HttpContext? context)
    {
        if (context?.Connection.RemoteIpAddress is { } address)
        {
            request.Headers.Add(ServiceCredential.ShopperIpHeaderName, address.ToString());
        }

        return request;
    }

    public static async Task<ApiResult<T>> SendAsync<T>(
        this HttpClient http, HttpRequestMessage request, CancellationToken ct) where T : class
    {
        using var sent = request;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Resilience.TimeoutOf(request));
        try
        {
            using var response = await http.SendAsync(request, deadline.Token);
            return response.IsSuccessStatusCode
                ? new(await ReadAsync<T>(response, deadline.Token), null)
                : new(null, await ReadErrorAsync(response, deadline.Token));
        }
        catch (Exception error) when (IsUnavailable(error, ct))
        {
            return new(null, ApiError.Unavailable());
        }
    }

    // A response to a command without a result has no body to read.
    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken ct) where T : class =>
        Empty.Instance as T ?? (await response.Content.ReadFromJsonAsync<T>(ct))!;

    private static async Task<ApiError> ReadErrorAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return new(status, "");
        }

        var problem = await response.Content.ReadFromJsonAsync<ProblemDetails>(ct);
        var extensions = problem!.Extensions.Where(extension => extension.Value is JsonElement)
            .ToDictionary(extension => extension.Key, extension => (JsonElement)extension.Value!);
        var error = new ApiError(status, "", extensions);
        return error with { Code = error.Text("code") ?? "" };
    }

    private static bool IsUnavailable(Exception error, CancellationToken ct) => error switch
    {
        HttpRequestException or ExecutionRejectedException or IOException => true,
        JsonException => true, // The body is truncated, or it is not from the shop's service.
        OperationCanceledException => !ct.IsCancellationRequested,
        _ => false,
    };
}

/// <summary>The value of a successful response without a body.</summary>
public sealed record Empty
{
    public static readonly Empty Instance = new();
}
