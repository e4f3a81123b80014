using System.Security.Cryptography;

namespace GroupPages.Pages.Groups.Quiz;

/// <summary>The quiz of names.</summary>
internal static class QuizRegistration
{
    public static void AddQuiz(this IServiceCollection services)
    {
        services.AddSingleton(new QuizDraw(RandomNumberGenerator.GetInt32));
        services.AddSingleton<QuizQuery>();
        services.AddSingleton<StartRoundCommand>();
        services.AddSingleton<AnswerCommand>();
        services.AddSingleton<ShareQuizCommand>();
        services.AddSingleton<QuizDesk>();
    }
}
