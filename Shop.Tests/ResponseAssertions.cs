using System.Net;
using System.Text.Json.Nodes;

namespace Shop.Tests;

/// <summary>Assertions about the response to a request.</summary>
public static class ResponseAssertions
{
    /// <summary>Asserts the status.</summary>
    public static async Task HasStatusAsync(this Task<HttpResponseMessage> request, HttpStatusCode expected) =>
        Assert.True((await request).StatusCode == expected, await DescribeAsync(await request) + $", not {expected}");

    /// <summary>Asserts that the response is the problem of this code, with its documented status.</summary>
    public static async Task<JsonNode> IsProblemAsync(this Task<HttpResponseMessage> request, string code)
    {
        await request.HasStatusAsync(StatusOf(code));
        var problem = JsonNode.Parse(await (await request).Content.ReadAsStringAsync())!;
        Assert.True((string?)problem["code"] == code, await DescribeAsync(await request) + $", not {code}");
        return problem;
    }

    private static HttpStatusCode StatusOf(string code) => code switch
    {
        ProblemCodes.InvalidCredentials or ProblemCodes.WrongCode => HttpStatusCode.Unauthorized,
        ProblemCodes.LastOwner or ProblemCodes.OperatorStatusDiffers or ProblemCodes.OrderStatusDiffers =>
            HttpStatusCode.Conflict,
        ProblemCodes.LinkInvalid => HttpStatusCode.Gone,
        ProblemCodes.LoginIdTaken or ProblemCodes.PersonAlreadyRegistered => HttpStatusCode.Conflict,
        ProblemCodes.IdentityVerificationUsed or ProblemCodes.OpenOrders or ProblemCodes.OutOfStock =>
            HttpStatusCode.Conflict,
        ProblemCodes.TooManyAttempts => HttpStatusCode.TooManyRequests,
        ProblemCodes.ProviderUnavailable or SharedProblemCodes.Unavailable => HttpStatusCode.ServiceUnavailable,
        SharedProblemCodes.NotFound => HttpStatusCode.NotFound,
        _ => HttpStatusCode.UnprocessableEntity,
    };

    private static async Task<string> DescribeAsync(HttpResponseMessage response) =>
        $"{response.RequestMessage} {response.RequestMessage?.Content} answered {response.StatusCode}: "
        + await response.Content.ReadAsStringAsync();
}
